# Whether a server that listens on `address` is reached from outside of the container; null is every address.
address:
!(builtins.elem address [
  "127.0.0.1"
  "::1"
  "[::1]"
  "localhost"
])
