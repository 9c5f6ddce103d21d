# Programs for the command line. Where a program is not called as its package, mainProgram says so.
let
  # The Debian package, and the name of its program.
  runs = mainProgram: deb: {
    debs = [ deb ];
    inherit mainProgram;
  };

  git = runs "git" "git" // {
    links."libexec/git-core" = "usr/lib/git-core";
  };

  # With the `kill` that units call to reload a service: Debian has it in procps, which is larger than
  # what the shell knows itself is worth.
  coreutils = pname: {
    inherit pname;
    debs = [ "coreutils" ];
    script = ''
      open_directory "$out/bin"
      printf '%s\n' '#!/bin/sh' 'kill "$@"' > "$out/bin/kill"
      chmod 0555 "$out/bin/kill"
    '';
  };
in
{
  acl = runs "getfacl" "acl";
  apg = "apg";
  aria2 = runs "aria2c" "aria2";
  asciidoctor = "asciidoctor";
  aspell = "aspell";
  at = "at";
  atop = "atop";
  attr = "attr";
  autoconf = "autoconf";
  automake = "automake";
  awscli = runs "aws" "awscli";
  bash = {
    debs = [ "bash" ];
    links."bin/sh" = "usr/bin/bash";
  };
  bashInteractive = {
    pname = "bash-interactive";
    debs = [
      "bash"
      "bash-completion"
    ];
    links."bin/sh" = "usr/bin/bash";
    mainProgram = "bash";
  };
  bash-completion = "bash-completion";
  bat = {
    debs = [ "bat" ];
    links."bin/bat" = "usr/bin/batcat";
  };
  bc = "bc";
  binutils = runs "ld" "binutils";
  bison = "bison";
  borgbackup = runs "borg" "borgbackup";
  brotli = "brotli";
  btop = "btop";
  bubblewrap = runs "bwrap" "bubblewrap";
  busybox = "busybox";
  bzip2 = "bzip2";
  cacert = {
    pname = "nss-cacert";
    debs = [ "ca-certificates" ];
    # What nixpkgs has is a bundle and nothing else.
    show = [ ];
    script = ''
      mkdir -p "$out/etc/ssl/certs"
      certificates=$(find_file usr/share/ca-certificates/mozilla)
      cat "$certificates"/*.crt > "$out/etc/ssl/certs/ca-bundle.crt"
      ln -s ca-bundle.crt "$out/etc/ssl/certs/ca-certificates.crt"
    '';
  };
  calc = "calc|apcalc";
  catdoc = "catdoc";
  ccache = "ccache";
  cdrkit = runs "genisoimage" "genisoimage";
  certbot = "certbot";
  chrony = runs "chronyd" "chrony";
  cifs-utils = runs "mount.cifs" "cifs-utils";
  cmake = "cmake";
  colordiff = "colordiff";
  coreutils = coreutils "coreutils";
  coreutils-full = coreutils "coreutils-full";
  cowsay = {
    debs = [ "cowsay" ];
    links."bin/cowsay" = "usr/games/cowsay";
  };
  cpio = "cpio";
  cron = "cron";
  lego = "lego";
  logrotate = "logrotate";
  cryptsetup = "cryptsetup-bin";
  csvkit = runs "csvlook" "csvkit";
  curl = "curl";
  curlFull = runs "curl" "curl";
  dash = "dash";
  ddrescue = runs "ddrescue" "gddrescue";
  debootstrap = "debootstrap";
  dhcpcd = "dhcpcd-base";
  dialog = "dialog";
  diffstat = "diffstat";
  diffutils = runs "diff" "diffutils";
  doas = runs "doas" "opendoas";
  dig = {
    debs = [ "bind9-dnsutils" ];
    mainProgram = "dig";
  };
  direnv = "direnv";
  discount = runs "markdown" "discount";
  dmidecode = "dmidecode";
  dnsutils = runs "dig" "bind9-dnsutils";
  docker-client = runs "docker" "docker-cli|docker.io";
  dos2unix = "dos2unix";
  dosfstools = runs "mkfs.fat" "dosfstools";
  dpkg = "dpkg";
  duf = "duf";
  duplicity = "duplicity";
  e2fsprogs = runs "mkfs.ext4" "e2fsprogs";
  ed = "ed";
  elinks = "elinks";
  emacs-nox = runs "emacs" "emacs-nox";
  entr = "entr";
  ethtool = "ethtool";
  exiftool = runs "exiftool" "libimage-exiftool-perl";
  envsubst = runs "envsubst" "gettext-base";
  expat = runs "xmlwf" "expat";
  expect = "expect";
  eza = "eza|exa";
  fakeroot = "fakeroot";
  fd = {
    debs = [ "fd-find" ];
    mainProgram = "fd";
    links."bin/fd" = "usr/bin/fdfind";
  };
  fdupes = "fdupes";
  ffmpeg = "ffmpeg";
  ffmpeg-headless = runs "ffmpeg" "ffmpeg";
  figlet = "figlet";
  file = "file";
  findutils = runs "find" "findutils";
  flock = runs "flock" "util-linux";
  fish = "fish";
  flex = "flex";
  fontconfig = runs "fc-list" "fontconfig";
  fortune = {
    debs = [ "fortune-mod" ];
    links."bin/fortune" = "usr/games/fortune";
  };
  fping = "fping";
  fuse3 = runs "fusermount3" "fuse3";
  fzf = "fzf";
  gawk = {
    debs = [ "gawk" ];
    links."bin/awk" = "usr/bin/gawk";
  };
  gdb = "gdb";
  gettext = "gettext";
  getent = {
    debs = [ "libc-bin" ];
    mainProgram = "getent";
  };
  gh = "gh";
  ghostscript = runs "gs" "ghostscript";
  inherit git;
  gitFull = git;
  gitMinimal = git;
  git-annex = "git-annex";
  git-crypt = "git-crypt";
  git-lfs = "git-lfs";
  glances = "glances";
  glibc = {
    debs = [
      "libc6"
      "libc-bin"
    ];
    mainProgram = "ldd";
  };
  gnugrep = runs "grep" "grep";
  gnum4 = runs "m4" "m4";
  gnumake = runs "make" "make";
  gnupatch = runs "patch" "patch";
  gnupg = {
    debs = [
      "gnupg"
      "gpg"
      "gpg-agent"
      "gpgv"
      "dirmngr"
    ];
    mainProgram = "gpg";
  };
  gnuplot = runs "gnuplot" "gnuplot-nox";
  gnused = runs "sed" "sed";
  gnutar = runs "tar" "tar";
  gnutls = runs "gnutls-cli" "gnutls-bin";
  gperf = "gperf";
  graphicsmagick = runs "gm" "graphicsmagick";
  graphviz = runs "dot" "graphviz";
  groff = "groff-base";
  gzip = "gzip";
  hdparm = "hdparm";
  hexedit = "hexedit";
  host = runs "host" "bind9-host";
  hostname = "hostname";
  hping = runs "hping3" "hping3";
  htop = "htop";
  hyperfine = "hyperfine";
  iana-etc = {
    debs = [ "netbase" ];
    mainProgram = null;
  };
  iftop = "iftop";
  imagemagick = runs "convert" "imagemagick";
  inetutils = runs "telnet" "inetutils-telnet";
  inotify-tools = runs "inotifywait" "inotify-tools";
  iotop = "iotop|iotop-c";
  iperf = "iperf";
  iperf3 = "iperf3";
  ipmitool = "ipmitool";
  iproute2 = runs "ip" "iproute2";
  ipset = "ipset";
  iptables = "iptables";
  iputils = {
    debs = [
      "iputils-ping"
      "iputils-arping"
      "iputils-tracepath"
    ];
    mainProgram = "ping";
  };
  iw = "iw";
  jo = "jo";
  joe = "joe";
  jpegoptim = "jpegoptim";
  jq = "jq";
  kbd = "kbd";
  kmod = "kmod";
  krb5 = runs "kinit" "krb5-user";
  ksh = runs "ksh" "ksh93u+m|mksh";
  less = "less";
  lftp = "lftp";
  libarchive = runs "bsdtar" "libarchive-tools";
  libcap = runs "setcap" "libcap2-bin";
  libwebp = runs "cwebp" "webp";
  libxml2 = runs "xmllint" "libxml2-utils";
  libxslt = runs "xsltproc" "xsltproc";
  links2 = runs "links" "links";
  lrzip = "lrzip";
  lshw = "lshw";
  lsof = "lsof";
  ltrace = "ltrace";
  lynx = "lynx";
  lz4 = "lz4";
  lzip = "lzip";
  lzop = "lzop";
  mailutils = runs "mail" "mailutils";
  man = "man-db";
  man-db = runs "man" "man-db";
  mbuffer = "mbuffer";
  mc = "mc";
  mediainfo = "mediainfo";
  mercurial = runs "hg" "mercurial";
  mime-types = "media-types";
  minicom = "minicom";
  mktorrent = "mktorrent";
  moreutils = runs "sponge" "moreutils";
  mosh = "mosh";
  msmtp = "msmtp";
  mtr = "mtr-tiny";
  multitail = "multitail";
  mutt = "mutt";
  nano = "nano";
  ncdu = "ncdu";
  ncurses = {
    debs = [
      "ncurses-bin"
      "ncurses-base"
      "ncurses-term"
    ];
    mainProgram = "tput";
  };
  neofetch = "neofetch|fastfetch";
  neovim = runs "nvim" "neovim";
  net-snmp = runs "snmpget" "snmp";
  net-tools = runs "ifconfig" "net-tools";
  netcat = {
    debs = [ "netcat-openbsd" ];
    mainProgram = "nc";
    links."bin/nc" = "usr/bin/nc.openbsd";
  };
  netcat-openbsd = {
    debs = [ "netcat-openbsd" ];
    mainProgram = "nc";
    links."bin/nc" = "usr/bin/nc.openbsd";
  };
  nettools = runs "ifconfig" "net-tools";
  nfs-utils = runs "mount.nfs" "nfs-common";
  nftables = runs "nft" "nftables";
  nghttp2 = runs "nghttp" "nghttp2-client";
  ngrep = "ngrep";
  ninja = {
    debs = [ "ninja-build" ];
    mainProgram = "ninja";
  };
  nload = "nload";
  nmap = "nmap";
  nss_wrapper = "libnss-wrapper";
  oath-toolkit = runs "oathtool" "oathtool";
  oniguruma = "libonig5";
  openssl = "openssl";
  openvpn = "openvpn";
  optipng = "optipng";
  p7zip = runs "7z" "p7zip-full|7zip";
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
  pandoc = "pandoc";
  parallel = "parallel";
  parted = "parted";
  pass = "pass";
  patchelf = "patchelf";
  pciutils = runs "lspci" "pciutils";
  pdftk = "pdftk-java";
  pigz = "pigz";
  pkg-config = {
    debs = [ "pkgconf|pkg-config" ];
    mainProgram = "pkg-config";
  };
  pngquant = "pngquant";
  popt = "libpopt0";
  poppler_utils = runs "pdftotext" "poppler-utils";
  poppler-utils = runs "pdftotext" "poppler-utils";
  procps = runs "ps" "procps";
  proot = "proot";
  psmisc = runs "killall" "psmisc";
  pstree = runs "pstree" "psmisc";
  pv = "pv";
  pwgen = "pwgen";
  qpdf = "qpdf";
  qrencode = "qrencode";
  rclone = "rclone";
  recode = "recode";
  redis-tools = runs "redis-cli" "redis-tools";
  restic = "restic";
  rhash = "rhash";
  ripgrep = runs "rg" "ripgrep";
  rlwrap = "rlwrap";
  rrdtool = "rrdtool";
  rsnapshot = "rsnapshot";
  rsync = "rsync";
  s3cmd = "s3cmd";
  screen = "screen";
  shadow = {
    debs = [
      "passwd"
      "login"
      "uidmap"
    ];
    mainProgram = "useradd";
  };
  shellcheck = "shellcheck";
  shfmt = "shfmt";
  sl = {
    debs = [ "sl" ];
    links."bin/sl" = "usr/games/sl";
  };
  slirp4netns = "slirp4netns";
  smartmontools = runs "smartctl" "smartmontools";
  socat = "socat";
  sox = "sox";
  sqlite = {
    debs = [ "sqlite3" ];
    mainProgram = "sqlite3";
  };
  sqlite-interactive = runs "sqlite3" "sqlite3";
  squashfsTools = runs "mksquashfs" "squashfs-tools";
  sshfs = "sshfs";
  sshpass = "sshpass";
  sslscan = "sslscan";
  statserial = "statserial";
  stow = "stow";
  strace = "strace";
  stress-ng = "stress-ng";
  stunnel = "stunnel4";
  su = {
    pname = "shadow-su";
    debs = [
      "util-linux"
      "libpam-modules"
    ];
    show = [ "util-linux" ];
    mainProgram = "su";
  };
  subversion = runs "svn" "subversion";
  sudo = "sudo";
  swaks = "swaks";
  sysstat = runs "sar" "sysstat";
  systemd = runs "systemctl" "systemd";
  tcpdump = "tcpdump";
  tcsh = "tcsh";
  texinfo = runs "makeinfo" "texinfo";
  time = "time";
  tini = "tini";
  tmux = "tmux";
  traceroute = {
    debs = [ "traceroute" ];
    links."bin/traceroute" = "usr/bin/traceroute.db";
  };
  tree = "tree";
  tzdata = {
    debs = [
      "tzdata"
      "tzdata-legacy|tzdata"
    ];
  };
  udns = "udns-utils";
  unar = "unar";
  unixODBC = runs "isql" "unixodbc";
  unrar = runs "unrar" "unrar-free";
  unzip = "unzip";
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
  valgrind = "valgrind";
  vim = {
    debs = [
      "vim"
      "vim-common"
      "vim-runtime"
    ];
    links = {
      "bin/vim" = "usr/bin/vim.basic";
      "bin/vi" = "usr/bin/vim.basic";
      "bin/ex" = "usr/bin/vim.basic";
      "bin/view" = "usr/bin/vim.basic";
    };
  };
  vim-full = {
    debs = [
      "vim-nox"
      "vim-common"
      "vim-runtime"
    ];
    mainProgram = "vim";
    links = {
      "bin/vim" = "usr/bin/vim.nox";
      "bin/vi" = "usr/bin/vim.nox";
    };
  };
  vnstat = "vnstat";
  w3m = "w3m";
  wget = "wget";
  whois = "whois";
  which = {
    debs = [ "debianutils" ];
    mainProgram = "which";
    links."bin/which" = "usr/bin/which.debianutils";
  };
  wireguard-tools = runs "wg" "wireguard-tools";
  wrk = "wrk";
  xmlstarlet = "xmlstarlet";
  xorriso = "xorriso";
  xxd = "xxd";
  xz = "xz-utils";
  yamllint = "yamllint";
  yq = "yq";
  zip = "zip";
  zsh = "zsh";
  zstd = "zstd";
}
