# Gives a package of Debian's the layout that nixpkgs has: bin, lib, share, include, libexec, etc.
#
# $own: the unpacked .debs whose files are shown. $closure: all that the package needs.
# $binFrom: directories whose programs belong into bin, before those of usr/bin and its like.
# $links: lines "DESTINATION SOURCE"; the first .deb of the closure that has SOURCE gives it.
# $script: commands for the rest.
export PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C
umask 022

mkdir -p "$out/nix-support"
all=$out/nix-support/debian-closure
cp "$closurePath" "$all"

# Where the closure has $1 (a pattern, relative to /); empty when it does not.
find_file() {
  local deb file
  while read -r deb; do
    for file in "$deb"/$1; do
      if [ -e "$file" ] || [ -L "$file" ]; then
        echo "$file"
        return
      fi
    done
  done < "$all"
}

# Where the link $1 of a .deb leads to in the closure; $1 itself when it is no link.
follow() {
  local file=$1 target deb found hops=0
  while [ -L "$file" ] && [ "$hops" -lt 10 ]; do
    target=$(readlink "$file")
    deb=${file#/nix/store/}
    deb=/nix/store/${deb%%/*}
    case $target in
      /*) target=${target#/} ;;
      *)
        target=$(realpath -sm "$(dirname "$file")/$target")
        target=${target#"$deb"/}
        ;;
    esac
    for top in bin sbin lib lib32 lib64; do
      case $target in "$top"/*) target=usr/$target ;; esac
    done
    if [ -e "$deb/$target" ] || [ -L "$deb/$target" ]; then
      found=$deb/$target
    else
      found=$(find_file "$target")
    fi
    if [ -z "$found" ]; then break; fi
    file=$found
    hops=$((hops + 1))
  done
  echo "$file"
}

# Does the directory $1 have links that lead out of its .deb?
is_open() {
  [ -n "$(find "$1/" -type l \( -lname '/*' -o -xtype l \) -print -quit)" ]
}

# Puts what is in the directory $1 into the directory $2.
spread() {
  local entry
  for entry in "$1"/* "$1"/.[!.]*; do
    if [ -e "$entry" ] || [ -L "$entry" ]; then merge "$entry" "$2/${entry##*/}"; fi
  done
}

# Makes a directory of its own out of the link to one at $1.
unfold() {
  local before
  before=$(readlink "$1")
  rm "$1"
  mkdir "$1"
  spread "$before" "$1"
}

# Puts $1 at $2. Two directories at one place become one directory of links; else the first stays.
merge() {
  if [ -d "$1" ] && [ ! -L "$1" ]; then
    if [ -L "$2" ] && [ -d "$2" ]; then
      if [ "$(readlink "$2")" = "$1" ]; then return; fi
      unfold "$2"
    fi
    if [ -d "$2" ]; then
      spread "$1" "$2"
    elif [ ! -e "$2" ] && [ ! -L "$2" ]; then
      if is_open "$1"; then
        mkdir "$2"
        spread "$1" "$2"
      else
        ln -s "$1" "$2"
      fi
    fi
  elif [ ! -e "$2" ] && [ ! -L "$2" ]; then
    ln -s "$(follow "$1")" "$2"
  fi
}

for deb in $own; do
  for directory in $binFrom usr/bin usr/sbin usr/games; do
    for place in "$deb"/$directory; do
      if [ -d "$place" ]; then merge "$place" "$out/bin"; fi
    done
  done
  if [ -d "$deb/usr/lib" ]; then merge "$deb/usr/lib" "$out/lib"; fi
  if [ -d "$deb/usr/lib/$multiarch" ]; then merge "$deb/usr/lib/$multiarch" "$out/lib"; fi
  for directory in include libexec share; do
    if [ -d "$deb/usr/$directory" ]; then merge "$deb/usr/$directory" "$out/$directory"; fi
  done
  if [ -d "$deb/etc" ]; then merge "$deb/etc" "$out/etc"; fi
done

# Makes $1 a directory of its own, and every one above it.
open_directory() {
  if [ "$1" = "$out" ]; then return; fi
  open_directory "$(dirname "$1")"
  if [ -L "$1" ] && [ -d "$1" ]; then unfold "$1"; else mkdir -p "$1"; fi
}

printf '%s\n' "$links" > "$TMPDIR/links"
while read -r destination source; do
  if [ -z "$destination" ]; then continue; fi
  file=$(find_file "$source")
  if [ -z "$file" ]; then
    echo "$name: no package of its closure has $source" >&2
    exit 1
  fi
  open_directory "$(dirname "$out/$destination")"
  ln -sfn "$(follow "$file")" "$out/$destination"
done < "$TMPDIR/links"

eval "$script"

if [ -e "$out/bin" ] && [ ! -e "$out/sbin" ]; then ln -s bin "$out/sbin"; fi
