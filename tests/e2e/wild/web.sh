#!/usr/bin/env bash
# tests/e2e/wild/web.nix: certificates that are issued, kept and renewed; nginx' modules; PHP's pools.
source "$(dirname "$0")/../../samples/container.sh"

get() {
  local host=$1 port=$2 path=$3
  shift 3
  curl -sSm 10 --resolve "$host:$port:$ADDRESS" "$@" "$([ "$port" = 443 ] || [ "$port" = 8443 ] || [ "$port" = 9443 ] && echo https || echo http)://$host:$port$path"
}

# Who issued what is served at a port.
issuer() {
  openssl s_client -connect "$ADDRESS:$2" -servername "$1" < /dev/null 2> /dev/null | openssl x509 -noout -issuer
}
serial() {
  openssl s_client -connect "$ADDRESS:443" -servername "$1" < /dev/null 2> /dev/null | openssl x509 -noout -serial
}
issued() {
  issuer "$@" | grep -q 'Pebble Intermediate'
}

eventually 60 get site.test 443 / -ko /dev/null
say "all certificates are issued"
eventually 90 issued site.test 443
eventually 90 issued a.wild.test 443
eventually 90 issued apache.test 8443
eventually 90 issued caddy.test 9443
by_request() {
  inside openssl x509 -noout -issuer -in /var/lib/acme/own.test/fullchain.pem | grep 'Pebble Intermediate'
}
eventually 90 by_request

inside curl -sSk https://127.0.0.1:15000/roots/0 > "$scratch/root.pem"
expect "a client that trusts the authority trusts the site" "line 0 of the site" get site.test 443 / --cacert "$scratch/root.pem"
expect "an alias is in the certificate" "line 0 of the site" get www.site.test 443 / --cacert "$scratch/root.pem"
expect "a certificate by DNS stands for all names" wild get a.wild.test 443 / --cacert "$scratch/root.pem"
expect "Apache serves its own" "line 0 of the site" get apache.test 8443 / --cacert "$scratch/root.pem"
expect "Caddy its own, which it asked for" "hello from caddy" get caddy.test 9443 / --cacert "$scratch/root.pem"
expect "a certificate by request has the key of the request" "$(inside openssl pkey -in /run/authority/own.key -pubout)" \
  inside openssl x509 -noout -pubkey -in /var/lib/acme/own.test/cert.pem
expect "its key is beside it" "$(inside cat /run/authority/own.key)" inside cat /var/lib/acme/own.test/key.pem
expect "who comes without TLS is sent there" "https://site.test/" get site.test 80 / -so /dev/null -w '%{redirect_url}'
expect "keys are their group's, and nobody else's" "640 acme nginx" inside stat -c '%a %U %G' /var/lib/acme/site.test/key.pem
expect "what is to be done afterwards is done by root" root inside cat /run/authority/posted-by

say "what is valid for less than it shall be is renewed, and served"
before=$(serial a.wild.test)
inside systemctl start acme-order-renew-wild.test.service || fail "the order failed"
renewed() {
  issued a.wild.test 443 && [ "$(serial a.wild.test)" != "$before" ]
}
eventually 30 renewed

say "nothing else is"
before=$(serial site.test)
inside systemctl start acme-order-renew-site.test.service || fail "the order failed"
[ "$(serial site.test)" = "$before" ] || fail "there is another certificate"
expect "the timer comes back" acme-renew-site.test.timer inside systemctl list-timers

expect "text is sent with Brotli" "content-encoding: br" get site.test 443 / -kso /dev/null -D - -H 'Accept-Encoding: br'
expect "or with gzip" "content-encoding: gzip" get site.test 443 / -kso /dev/null -D - -H 'Accept-Encoding: gzip'
case $(inside cat /proc/net/udp) in
  *:01BB*)
    if curl --version | grep -q HTTP3; then
      expect "HTTP/3 is spoken" 3 get site.test 443 / -kso /dev/null --http3-only -w '%{http_version}'
    else
      case " ${NIX_DOCKER_TEST_SKIPS:-} " in
        *' http3 '*) echo 'SKIPPED wild: without http3: curl does not speak it' ;;
        *) fail 'curl does not speak HTTP/3; where that may be skipped, NIX_DOCKER_TEST_SKIPS has the word http3' ;;
      esac
    fi
    ;;
  *) expect "nginx without QUIC is an older one" "nginx/1.2[0-4]" inside sh -c 'nginx -v 2>&1 | sed "s|nginx/1[.]2[0-4].*|nginx/1.2[0-4]|"' ;;
esac
expect "a module that was added answers" site.test get site.test 443 /echo -k
expect "one that the package has, too" "x-more: headers" get site.test 443 /echo -kso /dev/null -D -
expect "the parameters are a group's of RFC 7919" "DH PARAMETERS" inside cat /run/dhparams/nginx.pem
expect "an application behind uwsgi is told of the request" "site.test /application/x https" get site.test 443 /application/x -k
expect "a name is looked up while nginx runs" "https://apache.test" get apache.test 80 / -so /dev/null -w '%{redirect_url}'
expect "the stream goes where it shall" "https://site.test/" get site.test 2525 / -H 'Host: site.test' -so /dev/null -w '%{redirect_url}'
expect "a pool's group is its user's" "nginx nginx hello" get site.test 443 /first.php -k
expect "lines for all pools are the program's" "Max open files            1234" \
  inside sh -c 'cat /proc/$(systemctl show -p MainPID --value phpfpm-first.service)/limits'
expect "a pool in its own words runs as it says" "nobody nogroup" get site.test 443 /older.php -k

replace_container
eventually 60 get site.test 443 / -ko /dev/null
say "the certificate outlives the container"
[ "$(serial site.test)" = "$before" ] || fail "there is another certificate"
