#!/usr/bin/env bash
# Asks each service of configuration.nix with its own client, and again after the container was made anew on the
# same volumes.
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/samples/container.sh
source "$here/container.sh"

# What FUNCTION says, as soon as it has TEXT.
says() {
  local text=$1 deadline=$((SECONDS + 120)) found
  shift
  until found=$("$@" 2>&1 < /dev/null) || true && grep -qF -- "$text" <<< "$found"; do
    [ $SECONDS -lt $deadline ] || fail "$*: expected \"$text\", found \"$found\""
    sleep 0.5
  done
  say "$1: $text"
}

whole() { [ "$(inside systemctl is-active multi-user.target)" = active ] && echo up; }
page() { curl -sm 10 "$@"; }
measured() { page -G "http://$ADDRESS:9090/api/v1/query" --data-urlencode "query=$1"; }
probed() { page -G "http://$ADDRESS:9115/probe" -d target=http://localhost/ -d module=http; }
encrypted() { page -k --resolve "office.test:8443:$ADDRESS" https://office.test:8443/; }
name() { dig +short +time=2 +tries=1 "@$ADDRESS" "$@"; }

mqtt() { # PROGRAM, PASSWORD, further arguments
  local program=$1 password=$2
  shift 2
  inside "$program" -h localhost -u alice -P "$password" -t news/today "$@"
}

broker() { page -u office:secret -H 'content-type: application/json' "http://$ADDRESS:15672/api/$1" "${@:2}"; }
make_queue() {
  inside sh -c 'rabbitmqctl -q add_user office secret && rabbitmqctl -q set_user_tags office administrator &&
    rabbitmqctl -q set_permissions office ".*" ".*" ".*"'
  broker queues/%2F/kept -X PUT -d '{"durable": true}'
  broker exchanges/%2F/amq.default/publish \
    -d '{"properties": {"delivery_mode": 2}, "routing_key": "kept", "payload": "a message", "payload_encoding": "string"}'
}
message() { broker queues/%2F/kept/get -d '{"count": 1, "ackmode": "ack_requeue_true", "encoding": "auto"}'; }

# From outside, from a user of the container's, and by the other program.
mail() {
  printf 'Subject: from outside\r\n\r\nHello\r\n' |
    page "smtp://$ADDRESS" --mail-from bob@example.org --mail-rcpt root@office.test -T -
  printf 'Subject: from nobody\n\nHello\n' | docker exec -i -u nobody "$CONTAINER" sendmail alice@office.test
  printf 'Subject: from msmtp\n\nHello\n' | docker exec -i -u nobody "$CONTAINER" msmtp alice@office.test
}
# From outside by who has a password, with TLS that begins at once or later.
hand_in() { # PASSWORD, URL
  printf 'Subject: handed in at %s\r\n\r\nHello\r\n' "${2##*:}" |
    page -k --ssl-reqd -u "alice@office.test:$1" "$2" --mail-from alice@office.test --mail-rcpt alice@office.test -T -
}
refused() { hand_in wrong "$1" || echo "status $?"; }
clean() { docker logs "$CONTAINER" 2>&1 | grep 'postfix.*\(not set-gid\|not owned\)' || echo clean; }
mailbox() { inside sh -c 'cat /var/lib/alice/Maildir/new/*'; }

share() { inside smbclient -U "alice%$1" //localhost/shared -c "$2"; }
ftp() { page -u "alice:$1" "ftp://$ADDRESS/$2" "${@:3}"; }

sync() {
  inside sh -c "key=\$(sed -n 's|.*<apikey>\(.*\)</apikey>.*|\1|p' /var/lib/syncthing/.config/syncthing/config.xml)
    curl -s -H \"X-API-Key: \$key\" localhost:8384/rest/$1"
}
pages() { page -u "alice:$1" "http://$ADDRESS:8384/rest/system/ping"; }
# As newer releases say it.
stranger() { pages wrong | sed 's/Not Authorized/Forbidden/'; }
identity() { sync system/status | grep myID; }

series() { page -G "http://$ADDRESS:8086/query" -d db=kept --data-urlencode "q=$1"; }

both() {
  says '"5"]' measured 'sum(up{job="office"})'
  says '"alertname":"Fires"' page "http://$ADDRESS:9093/api/v2/alerts"
  says '"name":"nobody"' page "http://$ADDRESS:9093/api/v2/receivers"
  says 'probe_success 1' probed
  says 'pg_up 1' page "http://$ADDRESS:9187/metrics"
  says 'hello from caddy' page "http://$ADDRESS:8081/"
  says 'hello over tls' encrypted
  says 192.0.2.8 name -p 5353 www.example.test
  says 192.0.2.8 name www.example.test
  says 192.0.2.9 name www.office.test
  says 'is running' inside unbound-control -c /etc/unbound/unbound.conf status
  says news mqtt mosquitto_sub paper -C 1 -W 5
  says 'not authorised' mqtt mosquitto_sub wrong -C 1 -W 5
  says '"payload":"a message"' message
  says 'Subject: from outside' mailbox
  says 'Subject: from nobody' mailbox
  says 'Subject: from msmtp' mailbox
  says 'Subject: handed in at 587' mailbox
  says 'Subject: handed in at 465' mailbox
  says 'status 67' refused "smtp://$ADDRESS:587"
  says clean clean
  says kept share wonderland ls
  says NT_STATUS_LOGON_FAILURE share wrong ls
  says kept ftp wonderland kept
  says 67 ftp wrong kept -w '%{exitcode}'
  says '"id": "papers"' sync config/folders
  says '*.part' sync 'db/ignores?folder=papers'
  # Whom it knows it asks for a token that only its own pages have.
  says 'CSRF Error' pages papers
  says Forbidden stranger
  says 'values":[["2' series 'SELECT value FROM load'
}

says up whole
mqtt mosquitto_pub paper -r -q 1 -m news
make_queue > /dev/null
mail
inside sh -c 'printf "wonderland\nwonderland\n" | smbpasswd -s -a alice; echo kept > /tmp/kept' > /dev/null
share wonderland 'put /tmp/kept kept' > /dev/null
ftp wonderland kept -T - <<< kept
hand_in wonderland "smtp://$ADDRESS:587"
hand_in wonderland "smtps://$ADDRESS:465"
page "http://$ADDRESS:8086/query" --data-urlencode 'q=CREATE DATABASE kept' > /dev/null
page "http://$ADDRESS:8086/write?db=kept" --data-binary 'load value=4'
both
was=$(identity)
replace_container
says up whole
both
expect 'syncthing is who it was' "$was" identity
says '"value"' measured 'count_over_time(up{job="office"}[1h] offset 20s)'
