hears() { inside mosquitto_sub -h localhost -t news -C 1 -W 5; }
first() {
  expect said inside sh -c 'mosquitto_pub -h localhost -r -q 1 -t news -m kept && echo said'
  expect kept hears
}
again() { expect kept hears; }
