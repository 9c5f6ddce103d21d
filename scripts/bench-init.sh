#!/bin/sh
# What PID 1 costs: nix-docker's init beside Debian's supervisord and s6, each in namespaces of its own.
#
#   scripts/bench-init.sh [PROGRAM]
#
# PROGRAM: the nix-docker binary (default: the release build, which is made first). Needs root and
# unshare(1); a supervisor that is not installed (packages supervisor, s6) is left out, and that is said.
set -eu

cd "$(dirname "$0")/.."
program=${1:-}
if [ -z "$program" ]; then
    cargo build --release --quiet
    program=$(ls target/*/release/nix-docker target/release/nix-docker 2>/dev/null | head -n 1)
fi
program=$(readlink -f "$program")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

milliseconds() { echo $(($(date +%s%N) / 1000000)); }

# inside COMMAND...: runs it as PID 1 of new namespaces; $pid is it, seen from here.
inside() {
    unshare --pid --fork --mount-proc --mount --kill-child \
        sh -c 'mount -t tmpfs tmpfs /run; exec "$@"' sh "$@" >"$work/out" 2>&1 &
    outer=$!
    pid=
    while [ -z "$pid" ]; do
        pid=$(cat "/proc/$outer/task/$outer/children" 2>/dev/null | tr -d ' ')
    done
}

finish() {
    kill -KILL "$outer" 2>/dev/null || true
    wait "$outer" 2>/dev/null || true
}

# wait_for FILE: until a service has made it.
wait_for() {
    tries=0
    while [ ! -e "$1" ]; do
        tries=$((tries + 1))
        [ $tries -lt 3000 ] || { echo "nothing made $1:" >&2; cat "$work/out" >&2; return 1; }
        sleep 0.01
    done
}

memory() { awk "/^$2:/ { print \$2 }" "/proc/$1/smaps_rollup"; }
wakeups() { awk '/_ctxt_switches/ { sum += $2 } END { print sum }' "/proc/$1/status"; }

# units COUNT CHAIN COMMAND: units.json; CHAIN is 1 where each is ordered after the one before. %N is its number.
units() {
    printf '{"version":1,"settings":{"defaultTarget":"multi-user.target","essential":[],"logFormat":"text"},"tmpfiles":[],"units":{"multi-user.target":{"Unit":{}}'
    number=1
    while [ "$number" -le "$1" ]; do
        before=$((number - 1))
        [ "$2" = 1 ] && [ "$before" -gt 0 ] && order="\"After\":[\"u$before.service\"],\"Requires\":[\"u$before.service\"]" || order=
        printf ',"u%s.service":{"Unit":{%s},"Service":{"ExecStart":["%s"]},"Install":{"WantedBy":["multi-user.target"]}}' \
            "$number" "$order" "$(echo "$3" | sed "s/@N/$number/g")"
        number=$((number + 1))
    done
    printf '}}\n'
}

# The same for the others: COUNT COMMAND.
supervisor_conf() {
    printf '[supervisord]\nnodaemon=true\nuser=root\nlogfile=/dev/null\nlogfile_maxbytes=0\npidfile=/run/s.pid\n'
    number=1
    while [ "$number" -le "$1" ]; do
        printf '[program:u%s]\ncommand=%s\nstdout_logfile=/dev/fd/1\nstdout_logfile_maxbytes=0\n' \
            "$number" "$(echo "$2" | sed "s/@N/$number/g")"
        number=$((number + 1))
    done
}

s6_directory() {
    rm -rf "$work/s6"
    number=1
    while [ "$number" -le "$1" ]; do
        mkdir -p "$work/s6/u$number"
        printf '#!/bin/sh\nexec %s\n' "$(echo "$2" | sed "s/@N/$number/g")" >"$work/s6/u$number/run"
        chmod +x "$work/s6/u$number/run"
        number=$((number + 1))
    done
}

# start_one NAME COUNT CHAIN COMMAND: starts COUNT services under supervisor NAME.
start_one() {
    case $1 in
    nix-docker)
        units "$2" "$3" "$4" >"$work/units.json"
        inside "$program" init "$work/units.json"
        ;;
    supervisord)
        supervisor_conf "$2" "$4" >"$work/supervisord.conf"
        inside supervisord -c "$work/supervisord.conf"
        ;;
    s6)
        s6_directory "$2" "$4"
        inside s6-svscan "$work/s6"
        ;;
    esac
}

# first_instruction NAME: milliseconds from the namespaces' start to the service's first instruction,
# the least of five runs.
first_instruction() {
    least=
    for _ in 1 2 3 4 5; do
        rm -f "$work/first"
        begun=$(milliseconds)
        if [ "$1" = direct ]; then
            inside /bin/sh -c "date +%s%N >$work/first.new; mv $work/first.new $work/first; sleep 1000"
        else
            start_one "$1" 1 0 "$work/first.sh"
        fi
        wait_for "$work/first"
        took=$(($(cat "$work/first") / 1000000 - begun))
        finish
        [ -n "$least" ] && [ "$least" -le "$took" ] || least=$took
    done
    echo "$least"
}

cat >"$work/first.sh" <<END
#!/bin/sh
date +%s%N >$work/first.new
mv $work/first.new $work/first
exec sleep 1000
END
cat >"$work/last.sh" <<END
#!/bin/sh
: >$work/started.\$1
exec sleep 1000
END
cat >"$work/flood.sh" <<END
#!/bin/sh
yes "\$(printf %01023d 0)" | head -c 1073741824
: >$work/flooded
exec sleep 1000
END
chmod +x "$work"/*.sh

set -- nix-docker
for other in supervisord s6; do
    case $other in s6) tool=s6-svscan ;; *) tool=$other ;; esac
    if command -v "$tool" >/dev/null; then
        set -- "$@" "$other"
    else
        echo "$other is not installed: left out" >&2
    fi
done

direct=$(first_instruction direct)
printf '%-44s' ''
for name in "$@"; do printf '%14s' "$name"; done
echo

for name in "$@"; do
    start_one "$name" 10 0 "/bin/sleep 1000"
    sleep 4
    rss="${rss:-}$(printf '%14s' "$(memory "$pid" Rss)")"
    own="${own:-}$(printf '%14s' "$(($(memory "$pid" Private_Dirty) + $(memory "$pid" Private_Clean)))")"
    helper=-
    for child in $(cat "/proc/$pid/task/$pid/children"); do
        # supervisord's children are the services themselves.
        case $(cat "/proc/$child/comm") in sleep) ;; *) helper=$(($(memory "$child" Private_Dirty) + $(memory "$child" Private_Clean))) ;; esac
    done
    helpers="${helpers:-}$(printf '%14s' "$helper")"
    before=$(wakeups "$pid")
    sleep 10
    woken="${woken:-}$(printf '%14s' "$(($(wakeups "$pid") - before))")"
    finish

    first="${first:-}$(printf '%14s' "$(($(first_instruction "$name") - direct))")"

    rm -f "$work"/started.*
    begun=$(milliseconds)
    start_one "$name" 200 1 "$work/last.sh @N"
    until [ "$(ls "$work" | grep -c '^started\.')" = 200 ]; do sleep 0.01; done
    chain="${chain:-}$(printf '%14s' "$(($(milliseconds) - begun))")"
    finish

    rm -f "$work/flooded"
    begun=$(milliseconds)
    start_one "$name" 1 0 "$work/flood.sh"
    wait_for "$work/flooded" || true
    took=$(($(milliseconds) - begun))
    sleep 0.5
    finish
    log="${log:-}$(printf '%14s' "$((1074 * 1000 / took))")"
    rm -f "$work/out"
done

printf '%-44s%s\n' \
    "resident memory, ten services, KiB" "$rss" \
    "of that its own (private), KiB" "$own" \
    "private memory of a helper, KiB" "$helpers" \
    "wake-ups in 10 s, idle" "$woken" \
    "first instruction, ms more than directly" "$first" \
    "200 services (a chain where it can order), ms" "$chain" \
    "log through one service to a file, MB/s" "$log"
echo "nix-docker: $(($(stat -c %s "$program") / 1024)) KiB on disk"
