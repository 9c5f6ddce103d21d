#!/usr/bin/env bash
# Measures PID 1 beside Debian's supervisor and s6, all in containers of the same kind. Prints one table.
#
#   sudo scripts/bench-init.sh
#
# The containers have this machine's /usr, so every init starts the very same programs. NIX_DOCKER: see bench.sh;
# RUNS is how often each start is timed (default 40), FLOODS how often each flood (default 3).
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/bench.sh docker jq apt-cache supervisord s6-svscan s6-log
readonly inits=(nix-docker supervisord s6) chain=200 idle=10 flood=$((128 * 1000 * 1000)) patience=60
readonly runs=${RUNS:-40} floods=${FLOODS:-3} lengths=(20 100 1000)
[ "$(id -u)" = 0 ] || fail "the processes of containers can only be measured by root: run it with sudo"
[ -L /bin ] && [ -L /lib ] || fail "this needs a Debian whose /bin and /lib are links into /usr"

name=bench-init-$$
output=$(mktemp -p "$([ -w /dev/shm ] && echo /dev/shm || echo "$work")")
cleanup() {
  # shellcheck disable=SC2046 # numbers
  kill $(jobs -p) 2> /dev/null || true
  docker ps -aq --filter "name=^$name" | xargs -r docker rm -f > /dev/null
  docker rmi -f "$name" > /dev/null 2>&1 || true
  rm -f "$output"
}

# An image with no more than links to /usr and root's name.
mkdir -p "$work"/root/{bench,etc,proc,run,sys,tmp,usr,var/log}
echo 'root:x:0:0:root:/root:/bin/sh' | tee "$work/root/etc/passwd" | cut -d : -f 1-3 > "$work/root/etc/group"
ln -s usr/{bin,sbin,lib,lib64} "$work/root"
tar -C "$work/root" -c . | docker import - "$name" > /dev/null

script() { printf '#!%s\n%s\n' "$2" "$3" > "$1" && chmod +x "$1"; }
# The one says when PID 1 starts, then becomes the init; the other puts its output into a pipe that is read here.
script "$work/start" /bin/bash 'echo $EPOCHREALTIME > /bench/began; exec "$@"'
script "$work/piped" /bin/sh 'exec /bench/start "$@" > /bench/pipe'
mkfifo "$work/pipe"
# load NAME COUNT SHELL SCRIPT: COUNT services that run the script, each after the one before, for every init.
load() {
  local at=$work/$1 i
  mkdir "$at"
  script "$at/run" "$3" "$4"
  jq -n --argjson count "$2" --arg run "/bench/$1/run" '{
    version: 1, settings: {defaultTarget: "multi-user.target", stopTimeoutSec: 5}, tmpfiles: [],
    units: ({"multi-user.target": {Unit: {}}} + ([range($count) | {"s\(.).service": {
      Unit: (if . > 0 then "s\(. - 1).service" | {After: [.], Requires: [.]} else {} end),
      Service: {ExecStart: [$run]}, Install: {WantedBy: ["multi-user.target"]}}}] | add))}' > "$at/nix-docker"
  printf '%s\n' '[supervisord]' nodaemon=true user=root logfile=/dev/null logfile_maxbytes=0 pidfile=/run/pid \
    '[program:s]' "command=/bench/$1/run" "numprocs=$2" 'process_name=s%(process_num)d' startsecs=0 \
    autorestart=false redirect_stderr=true stdout_logfile=/dev/fd/1 stdout_logfile_maxbytes=0 > "$at/supervisord"
  for ((i = 0; i < $2; i++)); do mkdir -p "$at/s6/s$i" && ln -s ../../run "$at/s6/s$i/run"; done
}
load one 1 /bin/bash 'echo $EPOCHREALTIME > /bench/ready; exec sleep infinity'
load ten 10 /bin/sh 'exec sleep infinity'
load chain $chain /bin/sh 'printf x >> /bench/ready; exec sleep infinity'
# A line of so many bytes, without its newline.
line() { printf "%0$(($1 - 1))d" 0 | tr 0 '#'; }
for length in "${lengths[@]}"; do
  load flood$length 1 /bin/sh "[ ! -e /bench/ready ] || exec sleep infinity; : > /bench/ready; exec cat /bench/lines$length"
  jq '.settings.logFormat = "json"' "$work/flood$length/nix-docker" > "$work/flood$length/json"
  mkdir "$work/flood$length/s6/s0/log" && script "$work/flood$length/s6/s0/log/run" /bin/sh 'exec s6-log 1'
  { yes "$(line $length)" || true; } | head -c $flood > "$work/lines$length"
done

# container INIT LOAD [WRAPPER]: starts it, detached.
container() {
  local -A command=([direct]="/bench/$2/run" ["nix-docker"]="/nix-docker init /bench/$2/nix-docker"
    [json]="/nix-docker init /bench/$2/json" [supervisord]="supervisord -c /bench/$2/supervisord"
    [s6]="s6-svscan /bench/$2/s6")
  rm -f "$work/ready"
  docker run -d --name "$name-$1" --network none -v /usr:/usr:ro -v "$work:/bench" -v "$NIX_DOCKER:/nix-docker:ro" "$name" \
    "/bench/${3:-start}" ${command[$1]} > /dev/null
}
remove() { docker rm -f "$name-$1" > /dev/null; }
# reached INIT FILE BYTES: waits until the file has so many.
reached() {
  for ((end = SECONDS + patience; $(stat -c %s "$2" 2> /dev/null || echo 0) < $3; )); do
    [ $SECONDS -lt $end ] || {
      docker logs "$name-$1" >&2
      fail "$1 did not get there in $patience s"
    }
    sleep 0.02
  done
}

declare -A result begun exec first helpers before lost
# What Docker itself takes varies far more than what is looked for, and depends on what it did just before. So
# all take turns, in an order left to chance, and each is compared with the program alone of its own round.
for ((i = 0; i < runs; i++)); do
  for init in $(shuf -e direct "${inits[@]}"); do
    begin=$EPOCHREALTIME
    container $init one
    reached $init "$work/ready" 17
    begun[$init]="$(cat "$work/ready") - $begin" exec[$init]="$(cat "$work/ready") - $(cat "$work/began")"
    remove $init
  done
  for init in "${inits[@]}"; do
    calculate "(${begun[$init]} - (${begun[direct]})) * 1000" '%.1f\n' >> "$work/begun-$init"
    calculate "(${exec[$init]} - (${exec[direct]})) * 1000" '%.1f\n' >> "$work/exec-$init"
  done
done

# rollup KEY PID: MiB of that kind of memory.
rollup() { awk -v key="^$1" '$1 ~ key { kib += $2 } END { printf "%.2f\n", kib / 1024 }' "/proc/$2/smaps_rollup"; }
# spent PID...: context switches so far, and nanoseconds of CPU time.
spent() {
  for pid; do cat /proc/"$pid"/task/*/{status,schedstat}; done |
    awk '/ctxt_switches/ { n += $2 } /^[0-9]+ [0-9]+ [0-9]+$/ { t += $1 } END { print n + 0, t + 0 }'
}
for init in "${inits[@]}"; do
  result["begun,$init"]=$(spread < "$work/begun-$init") result["exec,$init"]=$(spread < "$work/exec-$init")
  container $init chain
  reached $init "$work/ready" $chain
  result["chain,$init"]=$(calculate "($(stat -c %.Y "$work/ready") - $(cat "$work/began")) * 1000" %.0f)
  remove $init
  container $init ten
done
# Memory and idleness, of all three at once. A helper is what is neither PID 1 nor a service.
sleep 5
for init in "${inits[@]}"; do
  first[$init]=$(docker inspect -f '{{.State.Pid}}' "$name-$init")
  helpers[$init]=$(docker top "$name-$init" -eo pid,comm | awk -v one="${first[$init]}" 'NR > 1 && $2 != "sleep" && $1 != one { print $1 }')
  result["rss,$init"]=$(rollup Rss: ${first[$init]}) result["dirty,$init"]=$(rollup Private_Dirty: ${first[$init]})
  result["helper,$init"]=$(for pid in ${helpers[$init]}; do rollup Private_ $pid; done | sort -n | tail -n 1)
  result["all,$init"]=$(for pid in ${first[$init]} ${helpers[$init]}; do rollup Pss: $pid; done | awk '{ mib += $1 } END { print mib }')
  before[$init]=$(spent ${first[$init]} ${helpers[$init]})
done
sleep $idle
for init in "${inits[@]}"; do
  read -r switches time switches0 time0 <<< "$(spent ${first[$init]} ${helpers[$init]}) ${before[$init]}"
  result["woken,$init"]=$((switches - switches0)) result["cpu,$init"]=$(calculate "($time - $time0) / 1e6" %.2f)
done
# What is asked of it later brings pages of its file back for a moment. Docker asks by the image's health check.
docker exec "$name-nix-docker" /nix-docker healthcheck > /dev/null
sleep 2
result["asked,nix-docker"]=$(rollup Rss: ${first["nix-docker"]})
for init in "${inits[@]}"; do remove $init; done

# The log path: what one service floods, until nothing more comes. All lines are alike, so those that are whole
# can be counted.
for length in "${lengths[@]}"; do
  for ((i = 0; i < floods; i++)); do
    for init in $(shuf -e direct json "${inits[@]}"); do
      cat "$work/pipe" > "$output" &
      container $init flood$length piped
      reached $init "$output" $((flood - 10000))
      while
        size=$(stat -c %s "$output")
        sleep 0.5
        [ "$(stat -c %s "$output")" != "$size" ]
      do :; done
      calculate "$flood / ($(stat -c %.Y "$output") - $(cat "$work/began")) / 1e6" '%.0f\n' >> "$work/log$length-$init"
      remove $init
      wait
      whole=$(LC_ALL=C grep -c "$(line $length)$([ $init != json ] || echo '"}')\$" "$output" || true)
      lost[$init]=$((${lost[$init]:-0} + flood / length - whole))
    done
  done
  for init in direct json "${inits[@]}"; do result["log$length,$init"]=$(median < "$work/log$length-$init"); done
  result["json$length,nix-docker"]=${result["log$length,json"]}
done
for init in "${inits[@]}"; do result["lost,$init"]=${lost[$init]}; done
result["jsonlost,nix-docker"]=${lost[json]}
result["size,nix-docker"]=$(stat -c %s "$NIX_DOCKER" | awk '{ printf "%.1f", $1 / 1048576 }')
# shellcheck disable=SC2046 # lists of packages
result["size,supervisord"]=$(installed $(whole supervisor)) result["size,s6"]=$(installed $(whole s6))
# row KEY TARGET WHAT: a line of the table.
row() {
  awk -v a="${result["$1,nix-docker"]}" -v b="${result["$1,supervisord"]:-–}" -v c="${result["$1,s6"]:-–}" -v target="$2" -v what="$3" \
    -v verdict="$(verdict "${result["$1,nix-docker"]}" "$2")" 'function ratio(b) { return a + 0 > 0 && b + 0 > 0 ? sprintf("%.1f", b / a) : "–" }
    BEGIN { OFS = " | "; print "| " what, target, a, verdict, b, c, ratio(b), ratio(c) " |" }'
}
echo '| measure | target | nix-docker | | supervisor | s6 | supervisor ÷ nix-docker | s6 ÷ nix-docker |'
echo '| --- | --- | --- | --- | --- | --- | --- | --- |'
row rss '≤ 3' 'resident memory of PID 1, ten services, MiB'
row asked '≤ 3' 'the same two seconds after a health check'
row dirty '' 'of it, what is not a copy of the page cache (private and written to), MiB'
row helper '≤ 0.5' 'private memory of the largest helper process, MiB'
row all '' 'PID 1 and all helpers, what is shared counted once (PSS), MiB'
row size '≤ 6' 'what it adds to an empty image, with all that it needs, MiB'
row begun '≤ 15' "\`docker run\` to a service's first instruction, beyond the same \`docker run\` of the service's program, ms (quartiles)"
row exec '≤ 15' "of that, from the container's first instruction on, ms (quartiles)"
row chain '< 1000' "$chain services, each after the one before (s6 has no order), until the last runs, ms"
row woken '≤ 0' "wake-ups in $idle s with ten idle services"
row cpu '≤ 0' 'CPU time meanwhile, ms'
for length in "${lengths[@]}"; do
  without="without an init: ${result["log$length,direct"]}"
  row log$length "$([ $length != 100 ] || echo '≥ 200')" "log of one service, $length bytes a line, MB/s ($without)"
  row json$length '' "the same as JSON, MB/s of the service's own bytes"
done
row lost '≤ 0' "lines of these floods lost or broken"
row jsonlost '≤ 0' "the same as JSON"
