#!/usr/bin/env bash
# tests/e2e/units/sshd.nix: who is logged in stays so while the server reloads, restarts, and dies.
source "$(dirname "$0")/../../samples/container.sh"
source "$(dirname "$0")/../../samples/ssh.sh"

main_process() {
  inside systemctl show -p MainPID --value sshd
}

admit_key
eventually 60 login true
expect "the keys were there: none is made" "no" inside systemctl show -p ConditionResult --value sshd-keygen

say "somebody logs in"
mkfifo "$scratch/words"
login 'while read -r word; do echo "heard $word"; done' < "$scratch/words" > "$scratch/heard" 2>&1 &
exec 3> "$scratch/words"
heard() {
  grep -qx "heard $1" "$scratch/heard"
}
echo before >&3
eventually 30 heard before

reread() {
  docker logs "$CONTAINER" 2>&1 | grep -q 'Received SIGHUP; restarting'
}
before=$(main_process)
if inside grep -q RELOADING=1 "/proc/$before/exe"; then
  inside systemctl reload sshd || fail "sshd did not reload"
else
  # Debian 12's 9.2p1 says READY=1 and never RELOADING=1. The server reloads, and for systemd as for the
  # init the reload lasts until TimeoutStartSec= has passed: nobody waits for that here.
  inside systemctl reload --no-block sshd || fail "sshd was not told to reload"
  eventually 30 reread
  expect "a reload that it does not confirm goes on" reloading inside systemctl show -p ActiveState --value sshd
fi
eventually 30 reread
expect "it was a reload" "$before" main_process
eventually 30 login true
echo reload >&3
eventually 30 heard reload

inside systemctl restart sshd || fail "sshd did not restart"
[ "$(main_process)" != "$before" ] || fail "it was no restart"
eventually 30 login true
echo restart >&3
eventually 30 heard restart

before=$(main_process)
inside sh -c "kill -9 $before"
back() {
  [ "$(main_process)" != "$before" ] && login true
}
eventually 30 back
echo death >&3
say "who is logged in has heard it all"
eventually 30 heard death

say "the container is stopped while somebody is logged in"
login 'echo logged in; sleep 1000' > "$scratch/stays" 2> /dev/null &
eventually 30 grep -qx 'logged in' "$scratch/stays"
