# Processes, users, disks and devices.
let
  runs = import ./runs.nix;

  # What talks to PID 1 is the container's own, where the init puts it: Debian's says that no systemd runs.
  systemd =
    pname:
    runs "systemctl" "systemd"
    // {
      inherit pname;
      script = ''
        open_directory "$out/bin"
        for name in systemctl systemd-cat systemd-notify; do
          ln -sfn "/run/current-system/systemd/bin/$name" "$out/bin/$name"
        done
      '';
    };
in
{
  acl = runs "getfacl" "acl";
  at = "at";
  atop = "atop";
  attr = "attr";
  btop = "btop";
  btrfs-progs = runs "btrfs" "btrfs-progs";
  bubblewrap = runs "bwrap" "bubblewrap";
  busybox = "busybox";
  cron = "cron";
  cryptsetup = "cryptsetup-bin";
  dmidecode = "dmidecode";
  doas = runs "doas" "opendoas";
  dosfstools = runs "mkfs.fat" "dosfstools";
  duf = "duf";
  dumb-init = "dumb-init";
  e2fsprogs = runs "mkfs.ext4" "e2fsprogs";
  exfat = runs "mkfs.exfat" "exfatprogs";
  flock = runs "flock" "util-linux";
  fuse3 = runs "fusermount3" "fuse3";
  getent = {
    debs = [ "libc-bin" ];
    mainProgram = "getent";
  };
  glances = "glances";
  gosu = "gosu";
  gptfdisk = runs "sgdisk" "gdisk";
  hdparm = "hdparm";
  htop = "htop";
  inotify-tools = runs "inotifywait" "inotify-tools";
  iotop = "iotop|iotop-c";
  kbd = "kbd";
  keyutils = runs "keyctl" [
    "keyutils"
    "libkeyutils1"
  ];
  killall = runs "killall" "psmisc";
  kmod = "kmod";
  libcap = runs "setcap" "libcap2-bin";
  lm_sensors = runs "sensors" "lm-sensors";
  logrotate = "logrotate";
  lshw = "lshw";
  lsof = "lsof";
  minicom = "minicom";
  mkpasswd = runs "mkpasswd" "whois";
  ncdu = "ncdu";
  neofetch = "neofetch|fastfetch";
  ntfs3g = runs "ntfs-3g" "ntfs-3g";
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
  systemd = systemd "systemd";
  systemdMinimal = systemd "systemd-minimal" // {
    standaloneOnly = true;
  };
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
  xvfb-run = {
    debs = [
      "xvfb"
      "xauth"
      # For mcookie and getopt, which every Debian has.
      "util-linux"
    ];
    show = [ "xvfb" ];
  };
}
