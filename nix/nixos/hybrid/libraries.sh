# Debian's programs find their libraries when a build runs them, be they inputs or named by path; the C library
# stays the machine's. Those of sudo and visudo are in a directory of their own.
debianLibraries() {
  local package directory
  if [ ! -e "$1/nix-support/debian-closure" ]; then return; fi
  while read -r package; do
    case $package in *-libc6-* | *-libc-bin-*) continue ;; esac
    for directory in "$package"/usr/lib/*-linux-gnu "$package"/usr/libexec/sudo; do
      if [ -d "$directory" ]; then addToSearchPath LD_LIBRARY_PATH "$directory"; fi
    done
  done < "$1/nix-support/debian-closure"
}

# Without a sandbox whatever a program keeps in the home of builds, which must not exist, stops all other builds.
export HOME=$NIX_BUILD_TOP

# What the derivation names.
while read -r debianPackage; do
  debianLibraries "$debianPackage"
done < <(
  {
    export -p
    if [ -e "${buildCommandPath-}" ]; then cat "$buildCommandPath"; fi
  } | grep -oE '/nix/store/[a-z0-9]{32}-[-+._?=a-zA-Z0-9]+' | sort -u
)
unset debianPackage
