call() { inside rabbitmqctl -q "$@"; }
first() {
  expect "Adding vhost" inside rabbitmqctl add_vhost kept
}
again() { expect kept call list_vhosts; }
