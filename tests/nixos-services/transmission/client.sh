ask() {
  local url=http://$address:9091/transmission/rpc token
  token=$(curl -sm 10 -D - -o /dev/null "$url" | tr -d '\r' | sed -n 's/^X-Transmission-Session-Id: //p')
  curl -sm 10 -H "X-Transmission-Session-Id: $token" -d "$1" "$url"
}
first() {
  expect success ask '{"method": "session-set", "arguments": {"peer-limit-global": 123}}'
  again
}
again() { expect '"peer-limit-global":123' ask '{"method": "session-get", "arguments": {"fields": ["peer-limit-global"]}}'; }
