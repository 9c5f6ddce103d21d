#!/usr/bin/env bash
# tests/e2e/units/sshd-connections.nix: each connection has an sshd of its own, and nothing else runs.
source "$(dirname "$0")/../../samples/container.sh"
source "$(dirname "$0")/../../samples/ssh.sh"

admit_key
active sshd.socket
# shellcheck disable=SC2016
eventually 60 login true

connections() {
  inside systemctl list-units --all --plain --no-legend 'sshd@*' | wc -l
}
none() {
  [ "$(connections)" = 0 ]
}
eventually 30 none
expect "its unit is named after both ends" "$ADDRESS:22-" login systemctl list-units --plain --no-legend 'sshd@*'

say "two are logged in, and a third and a fourth come"
eventually 30 none
for number in 1 2 3; do
  mkfifo "$scratch/words$number"
  login 'while read -r word; do echo "heard $word"; done' < "$scratch/words$number" > "$scratch/heard$number" 2>&1 &
  eval "exec 1$number> \"\$scratch/words$number\""
done
echo word >&11
echo word >&12
echo word >&13
for number in 1 2 3; do
  eventually 30 grep -qx "heard word" "$scratch/heard$number"
done
expect "each has its unit" 3 connections
expect_failure "a fourth is one too many" login true
expect "that is counted" NRefused=1 inside systemctl show -p NRefused sshd.socket

say "who is logged in stays so when nobody else is let in any more"
inside systemctl stop sshd.socket
expect_failure "nobody is let in" login true
echo again >&11
eventually 30 grep -qx "heard again" "$scratch/heard1"
inside systemctl start sshd.socket
exec 11>&- 12>&- 13>&-
eventually 30 none
eventually 30 login true

say "the container is stopped while somebody is logged in"
login 'echo logged in; sleep 1000' > "$scratch/stays" 2> /dev/null &
eventually 30 grep -qx 'logged in' "$scratch/stays"
