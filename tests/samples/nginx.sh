#!/usr/bin/env bash
# samples/nginx.nix: files, answers, redirects and another server's answers.
source "$(dirname "$0")/container.sh"

page() {
  curl -sS --max-time 10 "$@"
}

eventually 60 page --fail "http://$ADDRESS/"
expect "the page is served" "<h1>" page "http://$ADDRESS/"
expect "a location answers by itself" "hello from nginx" page "http://$ADDRESS/hello"
expect "a location redirects" "301" page -o /dev/null -w '%{http_code}' "http://$ADDRESS/old"
expect "another server's answer is passed on" "hello from nginx" page "http://$ADDRESS/proxied/hello"
expect "what is not there is not found" "404" page -o /dev/null -w '%{http_code}' "http://$ADDRESS/nothing"
expect "files have their types" "text/html" page -o /dev/null -w '%{content_type}' "http://$ADDRESS/"
expect "HTML is compressed" "Content-Encoding: gzip" page -i -o /dev/null -D - -H 'Accept-Encoding: gzip' "http://$ADDRESS/"
expect "requests are in the container's log" "GET /nothing" docker logs "$CONTAINER"

say "a body too large for memory is taken"
head -c 2000000 /dev/zero > "$scratch/body"
expect "its answer comes" "405" page -o /dev/null -w '%{http_code}' --data-binary "@$scratch/body" "http://$ADDRESS/"

expect "the workers are no root's" nginx inside stat -c %U /var/cache/nginx
inside systemctl reload nginx || fail "nginx did not reload"
expect "the page is served after a reload" "<h1>" page "http://$ADDRESS/"
