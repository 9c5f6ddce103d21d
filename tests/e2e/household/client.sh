#!/usr/bin/env bash
# Asks each service of configuration.nix with its own client, and again after the container was made anew on the
# same volumes. The key that logs in lies beside this file.
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/samples/container.sh
source "$here/container.sh"

shell=(-i "$here/key" -o BatchMode=yes -o ConnectTimeout=5 -o UserKnownHostsFile=/dev/null
  -o StrictHostKeyChecking=no -o LogLevel=ERROR)
export GIT_SSH_COMMAND="ssh ${shell[*]}" GIT_TERMINAL_PROMPT=0
export GIT_AUTHOR_NAME=alice GIT_AUTHOR_EMAIL=a@example.test GIT_COMMITTER_NAME=alice GIT_COMMITTER_EMAIL=a@example.test

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

gitolite() { ssh "${shell[@]}" "gitolite@$ADDRESS" "$@"; }

clone_admin() {
  rm -rf "$scratch/admin"
  git clone -q "gitolite@$ADDRESS:gitolite-admin" "$scratch/admin"
}

# A repository of its own, readable for cgit and for who clones over HTTP.
push_site() {
  clone_admin
  printf 'repo site\n    RW+ = gitolite-admin\n' >> "$scratch/admin/conf/gitolite.conf"
  git -C "$scratch/admin" commit -qam 'Add site'
  git -C "$scratch/admin" push -q 2>&1
  git init -q "$scratch/site"
  echo kept > "$scratch/site/page"
  git -C "$scratch/site" add page
  git -C "$scratch/site" commit -qm 'A page'
  git -C "$scratch/site" push "gitolite@$ADDRESS:site" HEAD:master 2>&1
}

clone_site() {
  rm -rf "$scratch/over-http"
  git clone -q "http://$ADDRESS/git/site.git" "$scratch/over-http" && cat "$scratch/over-http/page"
}

page() { curl -sm 10 "$@"; }

irc() {
  exec 3<> "/dev/tcp/$ADDRESS/6667" || return
  printf 'NICK alice\r\nUSER alice 0 * :Alice\r\nJOIN #home\r\nPRIVMSG alice :to myself\r\nQUIT\r\n' >&3
  timeout 10 cat <&3
}

event() {
  printf 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\n'
  printf 'DTSTART:20260101T000000Z\r\nSUMMARY:kept\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n'
}
calendar=/alice/calendar
radicale() { page -u alice:wonderland "$@"; }
make_calendar() { radicale -X MKCALENDAR -o /dev/null -w '%{http_code}' "http://$ADDRESS:5232$calendar/"; }
put_event() { event | radicale -X PUT --data-binary @- -o /dev/null -w '%{http_code}' "http://$ADDRESS:5232$calendar/1.ics"; }

mumble() { docker exec -i "$CONTAINER" python3 - "$1" < "$here/mumble.py"; }

# Logs in over a plain stream, which this configuration permits.
xmpp() {
  exec 3<> "/dev/tcp/$ADDRESS/5222" || return
  printf '%s' "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'" \
    " to='example.test' version='1.0'><auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>" \
    "$(printf '\0alice\0secret' | base64)" "</auth>" >&3
  timeout 3 cat <&3
}

# A torrent of one file of five bytes.
torrent() {
  printf 'd4:infod6:lengthi5e4:name4:kept12:piece lengthi16384e6:pieces20:aaaaaaaaaaaaaaaaaaaaee' |
    inside sh -c 'cat > /tmp/kept.torrent'
  transmission --start-paused --add /tmp/kept.torrent
}
transmission() { inside transmission-remote 127.0.0.1:9091 --auth "alice:${password:-seed}" "$@"; }

# The greeting of SOCKS 5: no password.
socks() {
  exec 3<> "/dev/tcp/$ADDRESS/9050" || return
  printf '\5\1\0' >&3
  timeout 5 head -c 2 <&3 | od -An -tx1
}
onion() { inside cat /var/lib/tor/onion/web/hostname; }

start() { inside systemctl start "$@" && echo started; }

databases() {
  docker exec -u postgres "$CONTAINER" psql -qc 'CREATE TABLE goods AS SELECT 7 AS number' shop
  inside mariadb blog -e 'CREATE TABLE post AS SELECT "a post" AS text'
}

back_up() {
  says started start postgresqlBackup-shop mysql-backup
  says started start restic-backups-shop borgbackup-job-blog
}

# What comes out of a backup is what was in the database.
restored() {
  says 'a post' inside bash -c 'cd /tmp && rm -rf var &&
    borg-job-blog extract "::$(borg-job-blog list --short --last 1)" && gzip -dc var/backup/mysql/blog.gz'
  says '7' inside bash -c 'rm -rf /tmp/shop && restic-shop restore latest --target /tmp/shop &&
    zstd -dc /tmp/shop/var/backup/postgresql/shop.sql.zstd | grep -A 1 "^COPY public.goods"'
}

shelf() {
  docker cp -q "$here/key" "$CONTAINER:/run/key" 2> /dev/null || docker cp "$here/key" "$CONTAINER:/run/key" > /dev/null
  inside bash -c "chown root:root /run/key; chmod 0600 /run/key
    export BORG_REPO=borg@127.0.0.1:. BORG_PASSPHRASE=x BORG_RSH='ssh -i /run/key -o StrictHostKeyChecking=no'
    borg list > /dev/null 2>&1 || borg init --encryption repokey
    borg create ::\$(date +%s%N) /etc/passwd && echo \"there are \$(borg list --short | wc -l)\""
}

rotate() {
  inside sh -c 'head -c 4000 /dev/zero > /var/log/shop/a.log'
  start logrotate
  inside cat /var/log/shop/rotated
  inside ls /var/log/shop
}

both() {
  says 'the household' gitolite info
  says kept clone_site
  says 'Our repositories' page "http://$ADDRESS/git/"
  says 'A page' page "http://$ADDRESS/git/site.git/log/"
  says 200 page -o /dev/null -w '%{http_code}' "http://$ADDRESS/git/cgit.css"
  says 'The same repositories' page "http://$ADDRESS/gitweb/"
  says 'A page' page "http://$ADDRESS/gitweb/site.git/log"
  says 200 page -o /dev/null -w '%{http_code}' "http://$ADDRESS/gitweb/static/gitweb.css"
  says 'Our repositories' page -x "http://$ADDRESS:3128" "http://$ADDRESS/git/"
  says 'Our repositories' page -x "http://$ADDRESS:8888" "http://$ADDRESS/git/"
  says 'Via: 1.1 household' page -x "http://$ADDRESS:8888" -D - -o /dev/null "http://$ADDRESS/git/"
  says 403 page -x "http://$ADDRESS:8888" -o /dev/null -w '%{http_code}' http://not-this.test/
  says 'PRIVMSG alice :to myself' irc
  says SUMMARY:kept radicale "http://$ADDRESS:5232$calendar/1.ics"
  says 401 page -u alice:wrong -o /dev/null -w '%{http_code}' "http://$ADDRESS:5232$calendar/1.ics"
  says 'welcome: Well met' mumble speak
  says 'refused:' mumble shout
  says '<success' xmpp
  says kept transmission --list
  password=wrong says 401 transmission --list
  says '05 00' socks
  says .onion onion
}

says gitolite-admin gitolite info
says 'the hook of all has run' push_site
says 201 make_calendar
says 201 put_event
inside prosodyctl register alice example.test secret > /dev/null
says success torrent
inside systemctl reload tinyproxy
both
databases
back_up
restored
says 'there are 1' shelf
says a.log.1 rotate
says active inside cat /var/log/shop/rotated
says '77 latin1' inside mariadb -sNe 'SELECT concat(@@max_connections, " ", @@character_set_client)'
name=$(onion)
active squid tinyproxy ngircd radicale murmur prosody transmission tor nginx postgresql mysql sshd

replace_container
both
says "$name" onion
back_up
restored
# Of what was kept each keeps the last.
says 'one archive, one snapshot' inside bash -c '
  [ "$(borg-job-blog list --short | wc -l)" = 1 ] && [ "$(restic-shop snapshots --json | grep -o short_id | wc -l)" = 1 ] &&
    echo one archive, one snapshot'
says 'there are 2' shelf
