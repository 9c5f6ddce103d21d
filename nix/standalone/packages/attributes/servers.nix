# Programs that serve anything else: names, files, connections, the machine itself.
let
  runs = import ./runs.nix;

  bind = {
    debs = [
      "bind9"
      "bind9-utils"
      "bind9-dnsutils"
      "bind9-host"
      "dns-root-data"
    ];
    mainProgram = "named";
    passthru =
      { deb, ... }:
      {
        dnsutils = deb "bind9-dnsutils";
        host = deb "bind9-host";
      };
    # NixOS' module puts options behind the file, and has it checked with a key that is none and where its
    # directory is not there: Debian's takes none of these. The rest is checked.
    script = ''
      open_directory "$out/bin"
      program=$(readlink "$out/bin/named-checkconf")
      rm "$out/bin/named-checkconf"
      cat > "$out/bin/named-checkconf" <<END
      #!/bin/sh
      if [ "\$1" = -z ] && [ -e "\$2" ] && [ "\$3" ]; then
        sed -e '/testrndc.key"/d' -e '/^controls {/,/^};/d' -e '/^ *directory "/d' "\$2" > "\$TMPDIR/checked.conf"
        exec $program -z "\$TMPDIR/checked.conf"
      fi
      exec $program "\$@"
      END
      sed -i 's/^ *//' "$out/bin/named-checkconf"
      chmod 0555 "$out/bin/named-checkconf"
    '';
  };

  # One version, whichever nixpkgs' name has: Debian 12 has 3.0, Debian 13 has 4.1.
  transmission = runs "transmission-daemon" [
    "transmission-daemon"
    "transmission-cli"
  ];

  unbound = runs "unbound" [
    "unbound"
    "unbound-anchor"
  ];

  openssh = {
    debs = [
      "openssh-client"
      "openssh-server"
      "openssh-sftp-server"
    ];
    mainProgram = "ssh";
    links = {
      "libexec/sftp-server" = "usr/lib/openssh/sftp-server";
      "libexec/ssh-keysign" = "usr/lib/openssh/ssh-keysign";
    };
  };
in
{
  inherit bind openssh;
  openssh_hpn = openssh;
  avahi = runs "avahi-daemon" [
    "avahi-daemon"
    "avahi-utils"
  ];
  chrony = runs "chronyd" "chrony";
  coturn = runs "turnserver" "coturn";
  cups = runs "cupsd" [
    "cups-daemon"
    "cups-client"
  ];
  dante = runs "sockd" "dante-server" // {
    perRelease = true;
  };
  dbus = runs "dbus-daemon" [
    "dbus-daemon"
    "dbus-bin"
  ];
  dnsmasq = "dnsmasq-base";
  dropbear = "dropbear-bin";
  fail2ban = runs "fail2ban-server" "fail2ban";
  freeradius = runs "freeradius" "freeradius";
  git-daemon = runs "git" "git";
  gitolite = {
    debs = [ "gitolite3" ];
    mainProgram = "gitolite";
    # A build asks it where /usr is another's. In the container it stays there, as its users' keys name it.
    script = ''
      open_directory "$out/bin"
      file=$(readlink "$out/bin/gitolite")
      rm "$out/bin/gitolite"
      place=/usr/share/gitolite3
      sed "s|= '$place'|= -d '$place' ? '$place' : '$(find_file usr/share/gitolite3)'|" "$file" > "$out/bin/gitolite"
      chmod 0555 "$out/bin/gitolite"
    '';
  };
  icecast = runs "icecast2" "icecast2";
  keepalived = "keepalived";
  knot-dns = runs "knotd" "knot";
  memcached = "memcached";
  monit = "monit";
  mosquitto = runs "mosquitto" [
    "mosquitto"
    "mosquitto-clients"
  ];
  munin = "munin";
  nagios = "nagios4";
  nsd = "nsd";
  pebble = "pebble";
  powerdns = runs "pdns_server" "pdns-server";
  proftpd = runs "proftpd" "proftpd-core";
  rabbitmq-server = {
    debs = [ "rabbitmq-server" ];
    # Upstream's scripts; Debian's own change the user first.
    binFrom = [ "usr/lib/rabbitmq/bin" ];
  };
  redis = runs "redis-server" [
    "redis-server"
    "redis-tools"
  ];
  rsyslog = runs "rsyslogd" "rsyslog";
  samba = runs "smbd" [
    "samba"
    "samba-common-bin"
    "smbclient"
    "winbind"
  ];
  supervisor = runs "supervisord" "supervisor";
  syncthing = "syncthing";
  syslogng = runs "syslog-ng" "syslog-ng-core";
  tftp-hpa = runs "in.tftpd" "tftpd-hpa";
  tor = {
    debs = [ "tor" ];
    passthru = { deb, ... }: { geoip = deb "tor-geoipdb"; };
  };
  obfs4 = runs "lyrebird" "obfs4proxy" // {
    links."bin/lyrebird" = "usr/bin/obfs4proxy";
  };
  torsocks = "torsocks";
  transmission_3 = transmission;
  transmission_4 = transmission;
  inherit unbound;
  unbound-full = unbound;
  unbound-with-systemd = unbound;
  valkey = runs "valkey-server" "valkey-server|redis-server";
  vsftpd = "vsftpd";
  xinetd = "xinetd|openbsd-inetd";
  zabbix-agent = "zabbix-agent";
}
