# Debian's programs find their libraries when a build runs them; the C library stays the machine's.
debianLibraries() {
  local package directory
  if [ ! -e "$1/nix-support/debian-closure" ]; then return; fi
  while read -r package; do
    case $package in *-libc6-* | *-libc-bin-*) continue ;; esac
    for directory in "$package"/usr/lib/*-linux-gnu; do
      if [ -d "$directory" ]; then addToSearchPath LD_LIBRARY_PATH "$directory"; fi
    done
  done < "$1/nix-support/debian-closure"
}
envBuildBuildHooks+=(debianLibraries)
envBuildHostHooks+=(debianLibraries)
envBuildTargetHooks+=(debianLibraries)
envHostHostHooks+=(debianLibraries)
envHostTargetHooks+=(debianLibraries)
