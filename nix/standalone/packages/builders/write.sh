# Puts $text to $out$destination.
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
umask 022
export target=$out$destination
case $destination in
  '') ;;
  *) mkdir -p "${target%/*}" ;;
esac
mv "$textPath" "$target"
if [ -n "$executable" ]; then chmod 755 "$target"; else chmod 644 "$target"; fi
if [ -n "$checkPhase" ]; then eval "$checkPhase"; fi
