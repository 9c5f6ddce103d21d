# The network's clients and tools, and the tables of its names.
let
  runs = import ./runs.nix;

  # The program itself: what usr/bin has is a script that looks for it on PATH.
  firefox = "usr/lib/firefox*/firefox*";
in
{
  age = "age";
  aria2 = runs "aria2c" "aria2";
  awscli = runs "aws" "awscli";
  bridge-utils = runs "brctl" "bridge-utils";
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
  certbot = "certbot";
  cifs-utils = runs "mount.cifs" "cifs-utils";
  conntrack-tools = runs "conntrack" "conntrack";
  curl = "curl";
  curlFull = runs "curl" "curl";
  dhcpcd = "dhcpcd-base";
  dig = {
    debs = [ "bind9-dnsutils" ];
    mainProgram = "dig";
  };
  dnsutils = runs "dig" "bind9-dnsutils";
  docker =
    runs "docker" [
      "docker.io"
      "docker-cli|docker.io"
    ]
    // {
      standaloneOnly = true;
    };
  docker-client = runs "docker" "docker-cli|docker.io";
  docker-compose = "docker-compose";
  elinks = "elinks";
  ethtool = "ethtool";
  # Debian's stable releases have the one with long support alone.
  firefox = {
    debs = [ "firefox|firefox-esr" ];
    links."bin/firefox" = firefox;
    standaloneOnly = true;
  };
  firefox-esr = {
    debs = [ "firefox-esr" ];
    links."bin/firefox" = firefox;
    standaloneOnly = true;
  };
  fping = "fping";
  gnutls = runs "gnutls-cli" "gnutls-bin";
  goaccess = "goaccess";
  host = runs "host" "bind9-host";
  hostname = "hostname";
  hping = runs "hping3" "hping3";
  httpie = runs "http" "httpie";
  iana-etc = {
    debs = [ "netbase" ];
    mainProgram = null;
  };
  iftop = "iftop";
  inetutils = runs "telnet" "inetutils-telnet";
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
  krb5 = runs "kinit" "krb5-user";
  ldns = runs "drill" [
    "ldnsutils"
    "libldns3t64|libldns3"
  ];
  lego = "lego";
  lftp = "lftp";
  links2 = runs "links" "links";
  lynx = "lynx";
  mailutils = runs "mail" "mailutils";
  mime-types = "media-types";
  mosh = "mosh";
  msmtp = "msmtp";
  mtr = "mtr-tiny";
  mutt = "mutt";
  net-snmp = runs "snmpget" "snmp";
  net-tools = runs "ifconfig" "net-tools";
  netcat = {
    debs = [ "netcat-openbsd" ];
    mainProgram = "nc";
    links."bin/nc" = "usr/bin/nc.openbsd";
  };
  # Debian has no GNU netcat; this is the one that it was written after, with nearly the same flags.
  netcat-gnu = {
    debs = [ "netcat-traditional" ];
    mainProgram = "netcat";
    links = {
      "bin/nc" = "usr/bin/nc.traditional";
      "bin/netcat" = "usr/bin/nc.traditional";
    };
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
  nix = runs "nix" "nix-bin" // {
    standaloneOnly = true;
  };
  nload = "nload";
  nmap = "nmap";
  oath-toolkit = runs "oathtool" "oathtool";
  openssl = "openssl";
  openvpn = "openvpn";
  redis-tools = runs "redis-cli" "redis-tools";
  slirp4netns = "slirp4netns";
  socat = "socat";
  speedtest-cli = "speedtest-cli";
  sshfs = "sshfs";
  sshpass = "sshpass";
  sslscan = "sslscan";
  stunnel = "stunnel4";
  swaks = "swaks";
  tcpdump = "tcpdump";
  traceroute = {
    debs = [ "traceroute" ];
    links."bin/traceroute" = "usr/bin/traceroute.db";
  };
  udns = "udns-utils";
  vnstat = "vnstat";
  w3m = "w3m";
  wget = "wget";
  whois = "whois";
  wireguard-tools = runs "wg" "wireguard-tools";
  wrk = "wrk";
  yt-dlp = "yt-dlp";
}
