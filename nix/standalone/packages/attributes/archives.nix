# Archives, backups and copies, and what compresses.
let
  runs = import ./runs.nix;
in
{
  borgbackup = runs "borg" "borgbackup";
  brotli = "brotli";
  bzip2 = "bzip2";
  cdrkit = runs "genisoimage" "genisoimage";
  cpio = "cpio";
  ddrescue = runs "ddrescue" "gddrescue";
  duplicity = "duplicity";
  fdupes = "fdupes";
  gnutar = runs "tar" "tar";
  gzip = "gzip";
  libarchive = runs "bsdtar" "libarchive-tools";
  lrzip = "lrzip";
  lz4 = "lz4";
  lzip = "lzip";
  lzop = "lzop";
  mktorrent = "mktorrent";
  p7zip = runs "7z" "p7zip-full|7zip";
  pigz = "pigz";
  rclone = "rclone";
  restic = "restic";
  rhash = "rhash";
  rsnapshot = "rsnapshot";
  rsync = "rsync";
  s3cmd = "s3cmd";
  squashfsTools = runs "mksquashfs" "squashfs-tools";
  unar = "unar";
  unrar = runs "unrar" "unrar-free";
  unzip = "unzip";
  xorriso = "xorriso";
  xz = "xz-utils";
  zip = "zip";
  zstd = "zstd";
}
