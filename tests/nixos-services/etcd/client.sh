# Keys and values are in base64: key, kept.
ask() { curl -sm 10 "http://$address:2379/v3/kv/$1" -d "$2"; }
first() {
  expect revision ask put '{"key": "a2V5", "value": "a2VwdA=="}'
  again
}
again() { expect '"value":"a2VwdA=="' ask range '{"key": "a2V5"}'; }
