# The builder of stdenv.mkDerivation: phases and hooks as nixpkgs documents them, with the host's
# compiler and tools. What packages of the inputs have comes first on every search path.
set -eu
set -o pipefail
shopt -s nullglob

export PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 TZ=UTC
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-1}
export HOME=/homeless-shelter
export SHELL=/bin/bash CONFIG_SHELL=/bin/bash
export SSL_CERT_FILE=/no-cert-file.crt
umask 022
: "${outputs:=out}"
prefix=${prefix-$out}
NIX_BUILD_CORES=${NIX_BUILD_CORES:-1}
if [ "$NIX_BUILD_CORES" -le 0 ]; then NIX_BUILD_CORES=$(nproc); fi
export NIX_BUILD_CORES

# ---- hooks and phases

# Runs the function or variable $1 and everything registered under it.
runHook() {
  local hook=$1
  shift
  local -n registered="${hook}s"
  local each
  _run "$hook" "$@"
  for each in ${registered[@]+"${registered[@]}"}; do _run "$each" "$@"; done
}

_run() {
  local command=$1
  shift
  if declare -F "$command" > /dev/null; then
    "$command" "$@"
  elif [ -n "${!command-}" ]; then
    eval "${!command}"
  elif [[ $command == *[[:space:]]* ]]; then
    eval "$command"
  fi
}

runPhase() {
  local phase=$1
  case $phase in
    unpackPhase) [ -z "${dontUnpack-}" ] || return 0 ;;
    patchPhase) [ -z "${dontPatch-}" ] || return 0 ;;
    configurePhase) [ -z "${dontConfigure-}" ] || return 0 ;;
    buildPhase) [ -z "${dontBuild-}" ] || return 0 ;;
    checkPhase) [ -n "${doCheck-}" ] || return 0 ;;
    installPhase) [ -z "${dontInstall-}" ] || return 0 ;;
    fixupPhase) [ -z "${dontFixup-}" ] || return 0 ;;
    installCheckPhase) [ -n "${doInstallCheck-}" ] || return 0 ;;
  esac
  echo "running $phase"
  # A variable given by the derivation stands before the function of the same name.
  if [ -n "${!phase-}" ]; then eval "${!phase}"; else "$phase"; fi
  if [ "$phase" = unpackPhase ] && [ -n "${sourceRoot-}" ]; then cd "$sourceRoot"; fi
}

genericBuild() {
  if [ -n "${buildCommandPath-}" ]; then
    source "$buildCommandPath"
    return
  fi
  if [ -n "${buildCommand-}" ]; then
    eval "$buildCommand"
    return
  fi
  if [ -z "${phases-}" ]; then
    phases="${prePhases-} unpackPhase patchPhase ${preConfigurePhases-} configurePhase
      ${preBuildPhases-} buildPhase checkPhase ${preInstallPhases-} installPhase
      ${preFixupPhases-} fixupPhase installCheckPhase ${postPhases-}"
  fi
  local phase
  for phase in $phases; do runPhase "$phase"; done
}

unpackFile() {
  case $1 in
    *.tar | *.tar.* | *.tgz | *.txz | *.tbz2) tar -xf "$1" --no-same-owner ;;
    *.zip) unzip -qq "$1" ;;
    *)
      if [ -d "$1" ]; then
        local name=${1##*/}
        if [[ $1 == /nix/store/* ]]; then name=${name#*-}; fi
        cp -r --preserve=mode,timestamps "$1" "$name"
      else
        echo "unpackPhase: don't know how to unpack $1" >&2
        return 1
      fi
      ;;
  esac
}

unpackPhase() {
  runHook preUnpack
  if [ -z "${src-}${srcs-}" ]; then
    echo "the derivation has neither src nor srcs (set dontUnpack = true if that is meant)" >&2
    return 1
  fi
  local source directory before after
  declare -A before=()
  for directory in */; do before[$directory]=1; done
  for source in ${srcs:-$src}; do
    echo "unpacking $source"
    unpackFile "$source"
  done
  if [ -z "${sourceRoot-}" ]; then
    for directory in */; do
      if [ -z "${before[$directory]-}" ]; then
        if [ -n "${sourceRoot-}" ]; then
          echo "the sources unpack to several directories: set sourceRoot" >&2
          return 1
        fi
        sourceRoot=${directory%/}
      fi
    done
  fi
  if [ -z "${sourceRoot-}" ]; then
    echo "the sources unpack to no directory: set sourceRoot" >&2
    return 1
  fi
  if [ -z "${dontMakeSourcesWritable-}" ]; then chmod -R u+w -- "$sourceRoot"; fi
  runHook postUnpack
}

patchPhase() {
  runHook prePatch
  local patch
  for patch in ${patches-}; do
    echo "applying patch $patch"
    case $patch in
      *.gz) gzip -dc "$patch" | command patch ${patchFlags:--p1} ;;
      *.xz) xz -dc "$patch" | command patch ${patchFlags:--p1} ;;
      *) command patch ${patchFlags:--p1} < "$patch" ;;
    esac
  done
  runHook postPatch
}

configurePhase() {
  runHook preConfigure
  local script=${configureScript:-./configure}
  if [ -x "${script%% *}" ]; then
    local -a prefixFlag=(--prefix="$prefix")
    if [ -n "${dontAddPrefix-}" ]; then prefixFlag=(); fi
    local -a array=("${configureFlagsArray[@]+"${configureFlagsArray[@]}"}")
    $script ${prefixFlag[@]+"${prefixFlag[@]}"} ${configureFlags-} "${array[@]}"
  fi
  runHook postConfigure
}

_make() {
  local -a array=("${makeFlagsArray[@]+"${makeFlagsArray[@]}"}")
  local jobs=1
  if [ -n "${enableParallelBuilding-}" ]; then jobs=$NIX_BUILD_CORES; fi
  make ${makefile:+-f "$makefile"} -j"$jobs" SHELL=/bin/bash ${makeFlags-} "${array[@]}" "$@"
}

_has_makefile() {
  [ -n "${makefile-}" ] || [ -e Makefile ] || [ -e makefile ] || [ -e GNUmakefile ]
}

buildPhase() {
  runHook preBuild
  if _has_makefile; then _make ${buildFlags-}; fi
  runHook postBuild
}

checkPhase() {
  runHook preCheck
  if _has_makefile; then _make ${checkTarget:-check} ${checkFlags-}; fi
  runHook postCheck
}

installPhase() {
  runHook preInstall
  mkdir -p "$prefix"
  if _has_makefile; then _make prefix="$prefix" ${installTargets:-install} ${installFlags-}; fi
  runHook postInstall
}

fixupPhase() {
  local output
  for output in $outputs; do
    if [ -e "${!output}" ]; then chmod -R u+w -- "${!output}"; fi
  done
  runHook preFixup
  for output in $outputs; do
    if [ -e "${!output}" ] && [ -z "${dontPatchShebangs-}" ]; then patchShebangs "${!output}/bin" "${!output}/sbin" "${!output}/libexec"; fi
  done
  if [ -n "${propagatedBuildInputs-}" ] && [ -d "$out" ]; then
    mkdir -p "$out/nix-support"
    echo "$propagatedBuildInputs" > "$out/nix-support/propagated-build-inputs"
  fi
  if [ -n "${setupHook-}" ]; then
    mkdir -p "$out/nix-support"
    substituteAll "$setupHook" "$out/nix-support/setup-hook"
  fi
  runHook postFixup
}

installCheckPhase() {
  runHook preInstallCheck
  if _has_makefile; then _make ${installCheckTarget:-installcheck}; fi
  runHook postInstallCheck
}

# Points `#!` lines at an interpreter of the inputs; the container has /bin/sh, /bin/bash and
# /usr/bin/env, so without one they stay.
patchShebangs() {
  local file line interpreter arguments name found
  for file in "$@"; do
    [ "$file" != --build ] && [ "$file" != --host ] && [ -e "$file" ] || continue
    while IFS= read -r -d '' file; do
      IFS= read -r line < <(head -c 256 "$file" | tr -d '\0') || true
      [[ $line == '#!'* ]] || continue
      read -r interpreter arguments <<< "${line#'#!'}"
      case $interpreter in
        /nix/store/* | '') continue ;;
        */env)
          name=${arguments%% *}
          arguments=${arguments#"$name"}
          ;;
        *) name=${interpreter##*/} ;;
      esac
      found=$(PATH=$_inputs_path type -P "$name") || continue
      sed -i "1s|.*|#!$found ${arguments# }|; 1s| *\$||" "$file"
    done < <(find "$file" -type f -perm -0100 -print0)
  done
}

# ---- text

_substitute_stream() {
  # $1: a name for messages; then the flags of nixpkgs' substitute. Reads and sets `text`.
  local where=$1 pattern value mode
  shift
  while [ $# -gt 0 ]; do
    case $1 in
      --replace | --replace-warn | --replace-fail | --replace-quiet)
        mode=$1 pattern=$2 value=$3
        shift 3
        if [[ $text != *"$pattern"* ]]; then
          case $mode in
            --replace-fail)
              echo "substitute: '$pattern' is not in $where" >&2
              return 1
              ;;
            --replace-quiet) ;;
            *) echo "substitute: warning: '$pattern' is not in $where" >&2 ;;
          esac
        fi
        ;;
      --subst-var)
        pattern=@$2@ value=${!2}
        shift 2
        ;;
      --subst-var-by)
        pattern=@$2@ value=$3
        shift 3
        ;;
      *)
        echo "substitute: no such flag: $1" >&2
        return 1
        ;;
    esac
    text=${text//"$pattern"/"$value"}
  done
}

substitute() {
  local from=$1 to=$2 text
  shift 2
  if [ ! -f "$from" ]; then
    echo "substitute: no such file: $from" >&2
    return 1
  fi
  text=$(
    cat -- "$from"
    printf x
  )
  text=${text%x}
  _substitute_stream "$from" "$@"
  printf %s "$text" > "$to.substituted"
  chmod --reference="$from" "$to.substituted"
  chmod u+w "$to.substituted"
  mv -f "$to.substituted" "$to"
}

substituteInPlace() {
  local -a files=()
  while [ $# -gt 0 ] && [[ $1 != --* ]]; do
    files+=("$1")
    shift
  done
  local file
  for file in "${files[@]}"; do substitute "$file" "$file" "$@"; done
}

# Every exported variable with a lower-case first letter, as nixpkgs has it.
substituteAll() {
  local -a flags=()
  local name
  while IFS= read -r name; do
    if [[ $name == [a-z]* ]] && [ -n "${!name+set}" ]; then flags+=(--subst-var "$name"); fi
  done < <(compgen -e)
  substitute "$1" "$2" ${flags[@]+"${flags[@]}"}
}

substituteAllInPlace() {
  local file
  for file in "$@"; do substituteAll "$file" "$file"; done
}

# ---- wrappers and links

assertExecutable() {
  [ -x "$1" ] || {
    echo "makeWrapper: $1 is not an executable file" >&2
    return 1
  }
}

makeWrapper() {
  local program=$1 wrapper=$2 argv0='' own_flags='' exec_flags=''
  shift 2
  assertExecutable "$program"
  mkdir -p "$(dirname "$wrapper")"
  local -a lines=('#! /bin/bash -e')
  local variable separator value
  while [ $# -gt 0 ]; do
    case $1 in
      --set)
        lines+=("export $2=${3@Q}")
        shift 3
        ;;
      --set-default)
        lines+=("export $2=\${$2-${3@Q}}")
        shift 3
        ;;
      --unset)
        lines+=("unset $2")
        shift 2
        ;;
      --chdir)
        lines+=("cd ${2@Q}")
        shift 2
        ;;
      --run)
        lines+=("$2")
        shift 2
        ;;
      --add-flags | --append-flags)
        if [ "$1" = --add-flags ]; then own_flags+=" $2"; else exec_flags+=" $2"; fi
        shift 2
        ;;
      --add-flag)
        own_flags+=" ${2@Q}"
        shift 2
        ;;
      --append-flag)
        exec_flags+=" ${2@Q}"
        shift 2
        ;;
      --argv0)
        argv0=$2
        shift 2
        ;;
      --inherit-argv0)
        argv0='$0'
        shift
        ;;
      --resolve-argv0) shift ;;
      --prefix | --suffix | --prefix-each | --suffix-each)
        variable=$2 separator=$3
        for value in $([[ $1 == *-each ]] && echo "$4" || printf '%s\n' "${4// /$'\x01'}"); do
          value=${value//$'\x01'/ }
          if [[ $1 == --prefix* ]]; then
            lines+=("export $variable=${value@Q}\${$variable:+${separator@Q}\$$variable}")
          else
            lines+=("export $variable=\${$variable:+\$$variable${separator@Q}}${value@Q}")
          fi
        done
        shift 4
        ;;
      --prefix-contents | --suffix-contents)
        echo "makeWrapper: $1 is not supported" >&2
        return 1
        ;;
      *)
        echo "makeWrapper: no such flag: $1" >&2
        return 1
        ;;
    esac
  done
  lines+=("exec ${argv0:+-a \"$argv0\"} ${program@Q} $own_flags \"\$@\"$exec_flags")
  printf '%s\n' "${lines[@]}" > "$wrapper"
  chmod +x "$wrapper"
}

makeShellWrapper() { makeWrapper "$@"; }
makeBinaryWrapper() { makeWrapper "$@"; }

wrapProgram() {
  local program=$1 hidden
  shift
  assertExecutable "$program"
  hidden="$(dirname "$program")/.$(basename "$program")-wrapped"
  while [ -e "$hidden" ]; do hidden+=_; done
  mv "$program" "$hidden"
  makeWrapper "$hidden" "$program" --inherit-argv0 "$@"
}
wrapProgramShell() { wrapProgram "$@"; }
wrapProgramBinary() { wrapProgram "$@"; }

# Links everything below $1 into the directory $2; directories are made, the first file stays.
linkTree() {
  local entry name
  for entry in "$1"/* "$1"/.[!.]*; do
    name=${entry##*/}
    if [ -d "$entry" ] && [ ! -e "$2/$name" ] && [ ! -L "$2/$name" ]; then
      ln -s "$entry" "$2/$name"
    elif [ -d "$entry" ] && [ -d "$2/$name" ]; then
      if [ -L "$2/$name" ]; then
        local before
        before=$(readlink "$2/$name")
        rm "$2/$name"
        mkdir "$2/$name"
        linkTree "$before" "$2/$name"
      fi
      linkTree "$entry" "$2/$name"
    elif [ ! -e "$2/$name" ] && [ ! -L "$2/$name" ]; then
      ln -s "$entry" "$2/$name"
    fi
  done
}

# The names of shell completions are `NAME`, `_NAME`, `NAME.fish`.
installShellCompletion() { :; }
installManPage() { :; }
installBin() { install -Dm755 -t "${out}/bin" "$@"; }

stripHash() {
  local name=${1##*/}
  if [[ $name =~ ^[a-z0-9]{32}- ]]; then echo "${name:33}"; else echo "$name"; fi
}

addToSearchPath() { addToSearchPathWithCustomDelimiter : "$@"; }
addToSearchPathWithCustomDelimiter() {
  if [ -d "$3" ]; then export "$2=$3${!2:+$1${!2}}"; fi
}

# ---- inputs

_inputs_path=
_seen=' '
_use_input() {
  local input=$1 each directory
  case $_seen in *" $input "*) return ;; esac
  _seen+="$input "
  if [ -f "$input" ]; then
    source "$input"
    return
  fi
  if [ -d "$input/bin" ]; then _inputs_path+="$input/bin:"; fi
  for directory in "$input/lib/pkgconfig" "$input/share/pkgconfig"; do
    addToSearchPath PKG_CONFIG_PATH "$directory"
  done
  addToSearchPath CPATH "$input/include"
  addToSearchPath LIBRARY_PATH "$input/lib"
  addToSearchPath XDG_DATA_DIRS "$input/share"
  # Debian's programs want their libraries at run time too; the C library stays the host's.
  while read -r each; do
    case $each in *-libc6-* | *-libc-bin-*) continue ;; esac
    for directory in "$each"/usr/lib/*-linux-gnu; do
      addToSearchPathWithCustomDelimiter : _libraries "$directory"
    done
  done < <(cat "$input/nix-support/debian-closure" 2> /dev/null)
  if [ -f "$input/nix-support/propagated-build-inputs" ]; then
    for each in $(< "$input/nix-support/propagated-build-inputs"); do _use_input "$each"; done
  fi
  if [ -f "$input/nix-support/setup-hook" ]; then source "$input/nix-support/setup-hook"; fi
}

_libraries=
for _input in ${nativeBuildInputs-} ${buildInputs-} ${propagatedBuildInputs-} ${propagatedNativeBuildInputs-} ${nativeCheckInputs-} ${checkInputs-}; do
  _use_input "$_input"
done
export PATH=$_inputs_path$PATH
if [ -n "$_libraries" ]; then export LD_LIBRARY_PATH=$_libraries; fi
