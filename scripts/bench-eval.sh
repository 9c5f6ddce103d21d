#!/usr/bin/env bash
# Measures the evaluation of configurations on the Debian archive, and the images of all samples beside the
# Debian packages that they are made of. Prints two tables.
#
#   sudo scripts/bench-eval.sh
#
# It builds every sample with -b first, which fetches what the store lacks. NIX_DOCKER: see bench.sh; RUNS is
# how often each evaluation is timed (default 7). Where NIX_DOCKER_TEST_NIXPKGS names trees (with `:` between), what
# NixOS' own modules cost comes after that, see bench-nixos.sh.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/bench.sh docker jq apt-cache nix-instantiate /usr/bin/time
readonly runs=${RUNS:-7}

images=()
cleanup() { [ ${#images[@]} = 0 ] || docker rmi -f "${images[@]}" > /dev/null 2>&1 || true; }

# A nix-instantiate that keeps the arguments of its last call: what is measured is what the program runs.
mkdir "$work/bin"
printf '#!/bin/sh\nprintf "%%s\\0" "$@" > %s\nexec %s "$@"\n' "$work/call" "$(command -v nix-instantiate)" \
  > "$work/bin/nix-instantiate"
chmod +x "$work/bin/nix-instantiate"

# build SAMPLE: its image; afterwards $given is what nix/default.nix was told for it.
build() {
  local image=bench-eval-$$-$1 call i
  images+=("$image")
  XDG_CACHE_HOME=$work/cache PATH=$work/bin:$PATH \
    "$NIX_DOCKER" --packages debian -b -t "$image" "samples/$1.nix" > "$work/log" 2>&1 ||
    {
      cat "$work/log" >&2
      fail "samples/$1.nix was not built"
    }
  size=$(docker image inspect -f '{{.Size}}' "$image")
  mapfile -d '' -t call < "$work/call"
  for i in "${!call[@]}"; do
    case ${call[i]} in
      */default.nix) tree=${call[i]} ;;
      arguments) given=${call[i + 1]} ;;
    esac
  done
}

# evaluate CONFIGURATION: to the derivation of its image, with $given. Medians; of the CPU time the least, which
# other work on the machine disturbs least.
evaluate() {
  local json i
  json=$(jq -c --arg file "$1" '.configuration = $file' <<< "$given")
  rm -f "$work/times"
  for ((i = 0; i < runs; i++)); do
    NIX_SHOW_STATS=1 NIX_SHOW_STATS_PATH=$work/stats /usr/bin/time -a -o "$work/times" -f '%e %U %S %M' \
      nix-instantiate "$tree" --option build-users-group '' --argstr arguments "$json" -A image > /dev/null 2> "$work/log" ||
      {
        cat "$work/log" >&2
        fail "$1 was not evaluated"
      }
  done
  wall=$(awk '{ print $1 }' "$work/times" | median)
  cpu=$(awk '{ print $2 + $3 }' "$work/times" | sort -n | head -n 1)
  memory=$(awk '{ print $4 / 1024 }' "$work/times" | median)
  calls=$(jq .nrFunctionCalls "$work/stats")
}

build fancy
evaluate "$PWD/samples/fancy.nix"
echo '| evaluation to the derivation | wall, s | CPU, s | peak memory, MiB | function calls | CPU for one service more, s | calls for one more |'
echo '| --- | --- | --- | --- | --- | --- | --- |'
echo "| target | < 0.5 | | < 200 | | the same each time | the same each time |"
echo "| samples/fancy.nix | $wall ($(verdict "$wall" '< 0.5')) | $cpu | $(calculate "$memory" %.0f) ($(verdict "$memory" '< 200')) | $calls | | |"

# The same with forty more modules that nothing mentions: they must cost nothing.
tree_as_is=$tree
cp -r "${tree%/default.nix}" "$work/nix"
tree=$work/nix/default.nix
modules=$work/nix/standalone/modules
for ((i = 1; i <= 40; i++)); do
  sed "s/radicale/another$i/g" "$modules/services/radicale.nix" > "$modules/services/another$i.nix"
  sed -i "s|^}|  another$i = ./services/another$i.nix;\n}|" "$modules/service-list.nix"
done
evaluate "$PWD/samples/fancy.nix"
echo "| the same, with 40 modules more that nothing mentions | $wall | $cpu | $(calculate "$memory" %.0f) | $calls | | |"
tree=$tree_as_is

before=0
for count in 1 4 7 10; do
  # Redis, since its packages are in the index of fancy.nix.
  printf '{ lib, ... }: { services.redis.servers = lib.genAttrs (map (n: "r${toString n}") (lib.range 1 %d)) (name: {
    enable = true; port = 6379 + lib.toInt (lib.removePrefix "r" name); }); }\n' "$count" > "$work/servers.nix"
  evaluate "$work/servers.nix"
  more='| |'
  [ $before = 0 ] || more="| $(calculate "($cpu - $cpu0) / ($count - $before)" %.3f) | $(((calls - calls0) / (count - before))) |"
  echo "| redis.servers: $count | $wall | $cpu | $(calculate "$memory" %.0f) | $calls $more"
  before=$count cpu0=$cpu calls0=$calls
done

echo
echo '| image | size, MiB | Debian packages named | their installed size, MiB | with all that they depend on | installed size of those, MiB | image ÷ those |'
echo '| --- | --- | --- | --- | --- | --- | --- |'
for sample in samples/*.nix; do
  sample=$(basename "$sample" .nix)
  build "$sample"
  index=$(jq -r .debianIndex <<< "$given")
  mapfile -t named < <(jq -r '.roots[]' "$index" | sort -u)
  mapfile -t closure < <(jq -r '.packages | keys[]' "$index")
  below=$(installed "${closure[@]}")
  echo "| $sample | $(calculate "$size / 1048576") | ${#named[@]} | $(installed "${named[@]}") | ${#closure[@]} | $below | $(calculate "$size / 1048576 / $below" %.2f) |"
done

if [ -n "${NIX_DOCKER_TEST_NIXPKGS:-}" ]; then
  echo
  IFS=: read -ra trees <<< "$NIX_DOCKER_TEST_NIXPKGS"
  NIX_DOCKER=$NIX_DOCKER scripts/bench-nixos.sh "${trees[@]}"
fi
