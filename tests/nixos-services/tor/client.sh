note='SOCKS answers, and an onion service keeps its name; the network was not asked'
# The greeting of SOCKS 5: no password.
greet() {
  exec 3<> "/dev/tcp/$address/9050" || return
  printf '\5\1\0' >&3
  timeout 5 head -c 2 <&3 | od -An -tx1
}
first() {
  expect '05 00' greet
  expect .onion inside cat /var/lib/tor/onion/web/hostname
  inside cat /var/lib/tor/onion/web/hostname > "$case/name"
}
again() {
  expect '05 00' greet
  expect "$(cat "$case/name")" inside cat /var/lib/tor/onion/web/hostname
}
