#!/usr/bin/env bash
# Measures what NixOS' modules cost to evaluate: to the derivation of an image, beside the texts of the same units in
# a NixOS without nix-docker. Prints a table, and which packages the images name. Nothing is built.
#
#   scripts/bench-nixos.sh NIXPKGS...
#
# NIX_DOCKER is the program that becomes the container's first process (its size counts); RUNS is how often each
# evaluation is made (default 7): of the CPU time the least counts, which other work on the machine disturbs least.
set -euo pipefail
cd "$(dirname "$0")/.."
fail() {
  echo "bench-nixos: $*" >&2
  exit 1
}
for tool in jq nix-instantiate; do command -v $tool > /dev/null || fail "$tool is not installed"; done
[ $# -gt 0 ] || fail "usage: scripts/bench-nixos.sh NIXPKGS..."
program=$(realpath "${NIX_DOCKER:-target/release/nix-docker}")
[ -f "$program" ] || fail "$program is not there: build it, or name it in NIX_DOCKER"
readonly runs=${RUNS:-7}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

echo '{ services.nginx.enable = true; }' > "$work/nginx.nix"
cat > "$work/seven.nix" << 'END'
{ options, pkgs, ... }:
{
  services = {
    httpd.enable = true;
    httpd.adminAddr = "admin@example.org";
    memcached.enable = true;
    mysql.enable = true;
    mysql.package = pkgs.mariadb;
    nginx.enable = true;
    openssh.enable = true;
    postgresql.enable = true;
    redis = if options.services.redis ? servers then { servers."".enable = true; } else { enable = true; };
  };
}
END

# timed COMMAND...: sets cpu (s), memory (MB allocated) and calls; its output is in $work/out.
timed() {
  : > "$work/runs"
  for ((i = 0; i < runs; i++)); do
    NIX_SHOW_STATS=1 NIX_SHOW_STATS_PATH=$work/stats "$@" > "$work/out" 2> "$work/log" ||
      {
        tail -n 20 "$work/log" >&2
        fail "$1 failed"
      }
    jq -r '"\(.cpuTime // .time.cpu) \(.gc.totalBytes / 1e6) \(.nrFunctionCalls)"' "$work/stats" >> "$work/runs"
  done
  read -r cpu memory calls < <(sort -n "$work/runs")
}

# ours ATTRIBUTE [OPTION...]: the command that evaluates it, in $command.
ours() {
  local arguments
  arguments=$(jq -nc --arg nixpkgs "$nixpkgs" --arg program "$program" --arg known "$known" --arg file "$file" '{
    configuration: $file, flake: null, name: "bench", tag: null, $program, version: "0",
    programSystem: "x86_64-linux", packages: "nixpkgs", $nixpkgs, known: (if $known == "" then null else $known end),
    debianIndex: null, base: null, allowUnsupported: false, unknownOption: null }')
  command=(nix-instantiate nix/default.nix --argstr arguments "$arguments" -A "$@")
}

ratio() { awk "BEGIN { printf \"%.2f\", $1 / $2 }"; }

echo '| nixpkgs, services | units | CPU of their texts, s | of the image, s | ratio | memory of their texts, MB | of the image, MB | ratio | function calls, ratio |'
echo '| --- | --- | --- | --- | --- | --- | --- | --- | --- |'
for nixpkgs; do
  nixpkgs=$(realpath "$nixpkgs")
  version=$(cat "$nixpkgs/.version")
  file=$work/nginx.nix known=
  ours known --eval --strict --json
  timed "${command[@]}"
  cp "$work/out" "$work/known-$version.json"
  known=$work/known-$version.json
  echo "| $version, what NixOS has by itself (once) | | | $(printf %.2f "$cpu") | | | $(printf %.0f "$memory") | | |"
  for services in nginx seven; do
    file=$work/$services.nix
    ours config.docker.internal.units.units --eval --strict --json
    timed "${command[@]}"
    units=$(jq -r 'keys | map("\"\(.)\"") | join(" ")' "$work/out")
    # shellcheck disable=SC2016 # an expression of Nix
    timed nix-instantiate --eval --strict --json --expr "
      let nixos = import ($nixpkgs + \"/nixos/lib/eval-config.nix\") { system = \"x86_64-linux\"; modules = [ $file ]; };
      in map (name: nixos.config.systemd.units.\${name}.text) [ $units ]"
    cpu0=$cpu memory0=$memory calls0=$calls
    ours image
    timed "${command[@]}"
    echo "| $version, $services | $(wc -w <<< "$units") | $(printf %.2f "$cpu0") | $(printf %.2f "$cpu") | $(ratio "$cpu" "$cpu0") | $(printf %.0f "$memory0") | $(printf %.0f "$memory") | $(ratio "$memory" "$memory0") | $(ratio "$calls" "$calls0") |"
  done
done

echo
echo 'Packages and files that the images name themselves, in units, files and paths, and those that none should have for their sake:'
for nixpkgs; do
  nixpkgs=$(realpath "$nixpkgs") known=$work/known-$(cat "$nixpkgs/.version").json
  for services in nginx seven; do
    file=$work/$services.nix
    ours config
    printf '%s' "${command[4]}" > "$work/arguments"
    # What the image's own files refer to, as derivations.
    named=$(nix-instantiate --eval --strict --json --expr "
      let
        config = (import ./nix { arguments = builtins.readFile $work/arguments; }).config;
        text = builtins.toJSON [ config.docker.internal.units config.docker.internal.rootfs config.docker.internal.spec.config config.environment.systemPackages ];
      in builtins.attrNames (builtins.getContext text)" 2> "$work/log" | jq -r '.[]' | sed 's|.*/[a-z0-9]\{32\}-||; s|\.drv$||' | sort -u)
    echo "- $(cat "$nixpkgs/.version"), $services: $(wc -l <<< "$named") named; of these systemd, kernels, PAM, Perl or Python: $(grep -E '^(systemd|linux-|linux-pam|pam-|perl|python)' <<< "$named" | tr '\n' ' ' || true)"
  done
done
