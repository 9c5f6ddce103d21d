# Logs in: over a plain stream, which this configuration permits.
talk() {
  local open="<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' to='localhost' version='1.0'>"
  exec 3<> "/dev/tcp/$address/5222" || return
  printf '%s' "$open" "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>" \
    "$(printf '\0alice\0secret' | base64)" "</auth>" >&3
  timeout 3 cat <&3
}
first() {
  expect '</stream:features>' talk
  inside prosodyctl register alice localhost secret > "$case/registered" 2>&1
  again
}
again() { expect '<success' talk; }
