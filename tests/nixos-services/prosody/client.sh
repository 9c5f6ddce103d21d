talk() {
  exec 3<> "/dev/tcp/$address/5222" || return
  printf '%s' "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' to='localhost' version='1.0'>" >&3
  timeout 5 head -c 900 <&3
}
first() { expect urn:ietf:params:xml:ns:xmpp-sasl talk; }
