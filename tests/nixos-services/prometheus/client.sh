query() { curl -sm 10 -G "http://$address:9090/api/v1/query" --data-urlencode "query=$1"; }
first() {
  expect '"value"' query 'node_load1{job="node"}'
  expect '"alertname":"Fires"' curl -sm 10 "http://$address:9093/api/v2/alerts"
  expect '"name":"nobody"' curl -sm 10 "http://$address:9093/api/v2/receivers"
}
# What was measured before the stop is there still.
again() {
  expect '"value"' query 'count_over_time(up{job="node"}[1h] offset 1s)'
  first
}
