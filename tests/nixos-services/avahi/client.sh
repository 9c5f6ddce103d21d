note='Type=dbus, with the bus beside it'
first() {
  expect 'active' inside systemctl is-active avahi-daemon dbus
  expect "$address" inside avahi-resolve -4 -n shop.local
}
