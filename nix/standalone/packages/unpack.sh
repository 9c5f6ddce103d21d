# Unpacks the file $deb into $out, as dpkg would put it under /, with three differences:
# /bin, /sbin and /lib* are moved under /usr (their place in every Debian since 12), documentation
# and translations are left out as in Debian's slim images (and what matches $leftOut), and
# nix-support says what it is.
export PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C
umask 022

if ! command -v dpkg-deb > /dev/null; then
  echo "dpkg-deb is not to be found; is Nix's sandbox on? The standalone package set unpacks with the host's dpkg-deb: set 'sandbox = false' in nix.conf" >&2
  exit 1
fi

mkdir "$out"
cd "$out"
set -f
exclude=
for path in $leftOut; do exclude="$exclude --exclude=$path"; done
# Set-user-id bits, which neither a store nor a build may have, are dropped here.
dpkg-deb --fsys-tarfile "$deb" | tar --extract --no-same-owner --no-same-permissions \
  --exclude='./usr/share/man' --exclude='./usr/share/info' --exclude='./usr/share/groff' \
  --exclude='./usr/share/locale' --exclude='./usr/share/lintian' --exclude='./usr/share/linda' \
  --exclude='./usr/share/bug' --exclude='./usr/share/doc-base' $exclude
set +f

for directory in bin sbin lib lib32 lib64 libx32; do
  if [ ! -d "$directory" ] || [ -L "$directory" ]; then continue; fi
  mkdir -p "usr/$directory"
  for link in "$directory"/*; do
    [ -L "$link" ] || continue
    target=$(readlink "$link")
    below=${target#/usr/}
    below=${below#../usr/}
    if [ "$below" = "$target" ]; then continue; fi
    if [ "$below" = "$link" ]; then
      rm "$link" # it would point to itself
    else
      ln -sfn "../$below" "$link"
    fi
  done
  cp -a "$directory/." "usr/$directory/"
  rm -rf "$directory"
done

if [ -d usr/share/doc ]; then
  find usr/share/doc -mindepth 2 ! -type d ! -name copyright -delete
  find usr/share/doc -depth -type d -empty -delete
fi
chmod -R u+rwX .

mkdir nix-support
dpkg-deb --field "$deb" > nix-support/debian-package

# What the package registers with update-alternatives, where its script says so literally.
dpkg-deb --control "$deb" "$TMPDIR/control"
if [ -f "$TMPDIR/control/postinst" ]; then
  sed -e ':again' -e '/\\$/N' -e 's/\\\n/ /' -e 't again' "$TMPDIR/control/postinst" |
    grep -E 'update-alternatives.*--install' | grep -v '[$]' > nix-support/debian-alternatives ||
    rm nix-support/debian-alternatives
fi
