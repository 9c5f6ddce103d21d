# Processes, users, disks and devices.
let
  runs = import ./runs.nix;
in
{
  acl = runs "getfacl" "acl";
  at = "at";
  atop = "atop";
  attr = "attr";
  btop = "btop";
  bubblewrap = runs "bwrap" "bubblewrap";
  busybox = "busybox";
  cron = "cron";
  cryptsetup = "cryptsetup-bin";
  dmidecode = "dmidecode";
  doas = runs "doas" "opendoas";
  dosfstools = runs "mkfs.fat" "dosfstools";
  duf = "duf";
  e2fsprogs = runs "mkfs.ext4" "e2fsprogs";
  flock = runs "flock" "util-linux";
  fuse3 = runs "fusermount3" "fuse3";
  getent = {
    debs = [ "libc-bin" ];
    mainProgram = "getent";
  };
  glances = "glances";
  hdparm = "hdparm";
  htop = "htop";
  inotify-tools = runs "inotifywait" "inotify-tools";
  iotop = "iotop|iotop-c";
  kbd = "kbd";
  kmod = "kmod";
  libcap = runs "setcap" "libcap2-bin";
  logrotate = "logrotate";
  lshw = "lshw";
  lsof = "lsof";
  minicom = "minicom";
  ncdu = "ncdu";
  neofetch = "neofetch|fastfetch";
  pam = {
    pname = "linux-pam";
    debs = [
      "libpam-modules"
      "libpam-modules-bin"
      "libpam-runtime"
      "libpam0t64|libpam0g"
    ];
    links."lib/security" = "usr/lib/@multiarch@/security";
  };
  parted = "parted";
  pciutils = runs "lspci" "pciutils";
  procps = runs "ps" "procps";
  psmisc = runs "killall" "psmisc";
  pstree = runs "pstree" "psmisc";
  shadow = {
    debs = [
      "passwd"
      "login"
      "uidmap"
    ];
    mainProgram = "useradd";
  };
  smartmontools = runs "smartctl" "smartmontools";
  statserial = "statserial";
  stress-ng = "stress-ng";
  su = {
    pname = "shadow-su";
    debs = [
      "util-linux"
      "libpam-modules"
    ];
    show = [ "util-linux" ];
    mainProgram = "su";
  };
  sudo = "sudo";
  sysstat = runs "sar" "sysstat";
  systemd = runs "systemctl" "systemd";
  time = "time";
  tini = "tini";
  tzdata = {
    debs = [
      "tzdata"
      "tzdata-legacy|tzdata"
    ];
  };
  usbutils = runs "lsusb" "usbutils";
  util-linux = {
    debs = [
      "util-linux"
      "bsdutils"
      "mount"
      "fdisk"
      "eject"
      # Every Debian has them, so nothing says that su and runuser need them.
      "libpam-modules"
    ];
    show = [ "util-linux|bsdutils|mount|fdisk|eject" ];
    mainProgram = "mount";
  };
  util-linuxMinimal = {
    debs = [
      "util-linux"
      "bsdutils"
      "mount"
      "libpam-modules"
    ];
    show = [ "util-linux|bsdutils|mount" ];
    mainProgram = "mount";
  };
  uuidgen = runs "uuidgen" "uuid-runtime";
}
