# The authority is a container of its own, which finds the names of the certificates by Docker's DNS.
note='two certificates of an authority beside it (Pebble): issued, renewed, and kept in the volume'
# A volume of the image of its own.
volume=/var/lib/acme
network=$image
authority=$image-authority
options=(--network "$network" --network-alias one.example.test --network-alias two.example.test)
prepare() {
  cleanup
  openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=authority.test -addext subjectAltName=DNS:authority.test \
    -keyout "$case/authority.key" -out "$case/authority.pem" 2> /dev/null
  chmod a+r "$case/authority.key"
  (cd "$work" && "$program" -b -t "$authority" --packages debian "$case/authority.nix") > "$work/authority.log" 2>&1 ||
    tail -n 3 "$work/authority.log"
  $docker network create "$network" > /dev/null
  $docker run -d --name "$authority" --network "$network" --network-alias authority.test "$authority" > /dev/null
}
cleanup() {
  for name_of in "$authority" "$container"; do $docker rm -f "$name_of"; done
  $docker network rm "$network"
  $docker rmi -f "$authority"
} > /dev/null 2>&1
at() { $docker inspect -f "{{(index .NetworkSettings.Networks \"$network\").IPAddress}}" "$1"; }
ask() {
  curl -sm 10 --cacert "$case/authority.pem" --resolve "authority.test:15000:$(at "$authority")" \
    https://authority.test:15000/roots/0 > "$case/root.pem"
  curl -sm 10 --cacert "$case/root.pem" --resolve "$1:443:$(at "$container")" "https://$1/"
}
serial() {
  openssl s_client -connect "$(at "$container"):443" -servername "$1" < /dev/null 2> /dev/null | openssl x509 -noout -serial
}
is_another() { [ "$(serial "$1")" != "$2" ] && echo another; }
first() {
  expect encrypted ask one.example.test
  expect encrypted ask two.example.test
  expect acme inside systemctl list-timers --all
  local before
  before=$(serial two.example.test)
  # The unit's name has changed since.
  inside sh -c 'systemctl start acme-order-renew-two.example.test 2> /dev/null || systemctl start acme-two.example.test'
  expect another is_another two.example.test "$before"
  serial one.example.test > "$case/serial"
}
again() {
  # Before 2021 validMinDays is the same for all certificates, so both are new.
  [[ $release < 21 ]] || expect "$(cat "$case/serial")" serial one.example.test
  expect encrypted ask one.example.test
  expect encrypted ask two.example.test
}
