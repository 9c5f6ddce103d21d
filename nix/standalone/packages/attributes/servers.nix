# Programs that serve.
let
  runs = import ./runs.nix;

  apache = {
    pname = "apache-httpd";
    debs = [
      "apache2-bin"
      "apache2-utils"
      "apache2-data"
      "media-types"
    ];
    mainProgram = "httpd";
    links = {
      "bin/httpd" = "usr/sbin/apache2";
      "modules" = "usr/lib/apache2/modules";
      "conf/mime.types" = "etc/mime.types";
      "icons" = "usr/share/apache2/icons";
      "error" = "usr/share/apache2/error";
    };
    # Debian's reads its own configuration, and keeps what upstream has in these files elsewhere.
    script = ''
      open_directory "$out/conf/extra"
      touch "$out/conf/magic"
      for part in default languages multilang-errordoc; do touch "$out/conf/extra/httpd-$part.conf"; done
      echo 'IndexOptions FancyIndexing HTMLTable VersionSort' > "$out/conf/extra/httpd-autoindex.conf"
      printf '%s\n' '#!/bin/sh' "exec $out/bin/httpd \"\$@\"" > "$out/bin/apachectl"
      chmod 0555 "$out/bin/apachectl"
    '';
    passthru = _: {
      # What nixpkgs loads from a file and Debian has compiled in.
      builtinModules = [
        "core"
        "http"
        "log_config"
        "logio"
        "so"
        "unixd"
        "version"
        "watchdog"
      ];
    };
  };

  # What is said by `.override`, for the service's module: they are packages of their own. With a nixpkgs its own
  # module says it.
  withModules = modules: {
    inherit modules;
    overridable = false;
  };

  nginx = {
    pname = "nginx";
    debs = [
      "nginx"
      "nginx-common"
    ];
    links = {
      "conf" = "etc/nginx";
      "html" = "usr/share/nginx/html";
    };
    passthru = _: withModules [ ];
    overrides =
      {
        modules ? [ ],
      }:
      {
        passthru = _: withModules modules;
      };
  };

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
  apacheHttpd = apache;
  apacheHttpd_2_4 = apache;
  dovecot_pigeonhole = {
    pname = "dovecot-pigeonhole";
    debs = [
      "dovecot-sieve"
      "dovecot-managesieved"
    ];
    mainProgram = "sievec";
    standaloneOnly = true;
  };
  inherit nginx;
  nginxStable = nginx;
  nginxMainline = nginx;
  inherit bind openssh;
  openssh_hpn = openssh;

  avahi = runs "avahi-daemon" [
    "avahi-daemon"
    "avahi-utils"
  ];
  caddy = "caddy";
  gitweb = {
    debs = [ "gitweb" ];
    mainProgram = "gitweb";
    links = {
      "bin/gitweb" = "usr/share/gitweb/gitweb.cgi";
      "gitweb.cgi" = "usr/share/gitweb/gitweb.cgi";
      "static" = "usr/share/gitweb/static";
    };
  };
  cgit = {
    debs = [ "cgit" ];
    # Where nixpkgs has them.
    links = {
      "cgit/cgit.cgi" = "usr/lib/cgit/cgit.cgi";
      "cgit/cgit.css" = "usr/share/cgit/cgit.css";
      "cgit/cgit.png" = "usr/share/cgit/cgit.png";
      "cgit/favicon.ico" = "usr/share/cgit/favicon.ico";
      "cgit/robots.txt" = "usr/share/cgit/robots.txt";
    };
  };
  chrony = runs "chronyd" "chrony";
  clamav = runs "clamscan" [
    "clamav"
    "clamav-daemon"
    "clamav-freshclam"
  ];
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
  dovecot = runs "dovecot" [
    "dovecot-core"
    "dovecot-imapd"
    "dovecot-pop3d"
    "dovecot-lmtpd"
  ];
  dropbear = "dropbear-bin";
  exim = {
    debs = [ "exim4-daemon-light" ];
    links."bin/exim" = "usr/sbin/exim4";
  };
  fail2ban = runs "fail2ban-server" "fail2ban";
  fcgiwrap = "fcgiwrap";
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
  haproxy = "haproxy";
  icecast = runs "icecast2" "icecast2";
  ircd-hybrid = runs "ircd-hybrid" "ircd-hybrid";
  keepalived = "keepalived";
  knot-dns = runs "knotd" "knot";
  lighttpd = {
    debs = [ "lighttpd" ];
    # NixOS' module includes it; Debian's own configuration makes it at each start.
    script = ''
      open_directory "$out/share/lighttpd/doc/config/conf.d"
      {
        echo 'mimetype.assign = ('
        awk '!/^#/ { for (i = 2; i <= NF; i++) if (!said[tolower($i)]++) printf "\".%s\" => \"%s\",\n", $i, $1 }' \
          "$(find_file etc/mime.types)"
        echo '"" => "application/octet-stream" )'
      } > "$out/share/lighttpd/doc/config/conf.d/mime.conf"
    '';
  };
  memcached = "memcached";
  monit = "monit";
  mosquitto = runs "mosquitto" [
    "mosquitto"
    "mosquitto-clients"
  ];
  munin = "munin";
  murmur = {
    debs = [ "mumble-server" ];
    mainProgram = "mumble-server";
    # It was called murmurd until 1.5.
    script = ''
      open_directory "$out/bin"
      if [ ! -e "$out/bin/mumble-server" ]; then ln -s murmurd "$out/bin/mumble-server"; fi
    '';
  };
  nagios = "nagios4";
  ngircd = "ngircd";
  nsd = "nsd";
  nullmailer = runs "nullmailer-send" "nullmailer";
  opendkim = "opendkim";
  opensmtpd = runs "smtpd" "opensmtpd";
  postfix = {
    debs = [ "postfix" ];
    links."libexec/postfix" = "usr/lib/postfix/sbin";
    # Whose files are to be what: the package's own can't be changed.
    script = ''
      open_directory "$out/etc/postfix"
      rm "$out/etc/postfix/postfix-files"
      grep -E '^\$((queue|data)_directory|config_directory:)' "$(find_file etc/postfix/postfix-files)" \
        > "$out/etc/postfix/postfix-files"
    '';
  };
  pebble = "pebble";
  powerdns = runs "pdns_server" "pdns-server";
  privoxy = {
    debs = [ "privoxy" ];
    # Where nixpkgs has its rules.
    script = ''
      open_directory "$out/etc"
      for file in "$out"/etc/privoxy/*; do ln -s "$file" "$out/etc/"; done
    '';
  };
  prosody = {
    debs = [ "prosody" ];
    # A build has its configuration checked where /usr is another's, so the programs are told where all is.
    script = ''
      open_directory "$out/bin"
      lua=$(sed -n '1s/.* //p' "$out/bin/prosody")
      path= native=
      while read -r deb; do
        directory=$deb/usr/share/lua/''${lua#lua}
        if [ -d "$directory" ]; then path="$path$directory/?.lua;$directory/?/init.lua;"; fi
        directory=$deb/usr/lib/$multiarch/lua/''${lua#lua}
        if [ -d "$directory" ]; then native="$native$directory/?.so;"; fi
      done < "$all"
      open_directory "$out/share/lua"
      for program in prosody prosodyctl; do
        file=$(readlink "$out/bin/$program")
        sed "s|='/usr/lib/prosody|='$(find_file usr/lib/prosody)|" "$file" > "$out/share/lua/$program"
        rm "$out/bin/$program"
        {
          echo '#!/bin/sh'
          echo "export LUA_PATH='$path;' LUA_CPATH='$native;'"
          echo "exec $(find_file "usr/bin/$lua") $out/share/lua/$program \"\$@\""
        } > "$out/bin/$program"
        chmod 0555 "$out/bin/$program"
      done
    '';
  };
  proftpd = runs "proftpd" "proftpd-core";
  radicale = {
    debs = [
      "radicale"
      # What passwords are hashed with.
      "python3-passlib"
      "python3-bcrypt"
    ];
    show = [ "radicale" ];
  };
  rabbitmq-server = {
    debs = [ "rabbitmq-server" ];
    # Upstream's scripts; Debian's own change the user first.
    binFrom = [ "usr/lib/rabbitmq/bin" ];
  };
  redis = runs "redis-server" [
    "redis-server"
    "redis-tools"
  ];
  rspamd = "rspamd";
  rsyslog = runs "rsyslogd" "rsyslog";
  samba = runs "smbd" [
    "samba"
    "samba-common-bin"
    "smbclient"
    "winbind"
  ];
  spamassassin = "spamassassin";
  squid = {
    debs = [
      "squid"
      "squid-common"
    ];
    # Since Debian 13 it has the name of its library besides.
    links."bin/squid" = "usr/sbin/squid*";
  };
  supervisor = runs "supervisord" "supervisor";
  syncthing = "syncthing";
  syslogng = runs "syslog-ng" "syslog-ng-core";
  tftp-hpa = runs "in.tftpd" "tftpd-hpa";
  tinyproxy = runs "tinyproxy" [
    "tinyproxy-bin"
    "tinyproxy"
  ];
  tomcat = runs "catalina.sh" "tomcat10";
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
  varnish = runs "varnishd" "varnish";
  vsftpd = "vsftpd";
  xinetd = "xinetd|openbsd-inetd";
  zabbix-agent = "zabbix-agent";
  znc = "znc";

  # WordPress as upstream has it: one tree without links, to be copied to where it is served.
  wordpress = {
    debs = [
      "wordpress"
      "wordpress-theme-twentytwentythree|wordpress-theme-twentytwentyfive"
    ];
    show = [ ];
    script = ''
      copy_plain() { # $1 to $2; a link is what it leads to among the packages
        local entry target
        mkdir -p "$2"
        for entry in "$1"/* "$1"/.[!.]*; do
          if [ -d "$entry" ] && [ ! -L "$entry" ]; then
            copy_plain "$entry" "$2/''${entry##*/}"
          elif [ -e "$entry" ] || [ -L "$entry" ]; then
            target=$(follow "$entry")
            if [ -d "$target" ]; then
              copy_plain "$target" "$2/''${entry##*/}"
            elif [ -f "$target" ]; then
              cp -f "$target" "$2/''${entry##*/}"
            fi
          fi
        done
      }
      while read -r deb; do
        for part in usr/share/wordpress var/lib/wordpress/wp-content; do
          place=$out/share/wordpress
          case $part in */wp-content) place=$place/wp-content ;; esac
          if [ -d "$deb/$part" ]; then copy_plain "$deb/$part" "$place"; fi
        done
      done < "$all"
      # Debian's own, which looks for the settings in /etc.
      rm -f "$out/share/wordpress/wp-config.php"
      rm -r "$out/nix-support"
    '';
  };
}
