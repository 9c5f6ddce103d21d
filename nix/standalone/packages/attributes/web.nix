# Programs that serve the web, or stand before who does.
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
in
{
  apacheHttpd = apache;
  apacheHttpd_2_4 = apache;
  inherit nginx;
  nginxStable = nginx;
  nginxMainline = nginx;
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
  fcgiwrap = "fcgiwrap";
  haproxy = "haproxy";
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
  privoxy = {
    debs = [ "privoxy" ];
    # Where nixpkgs has its rules.
    script = ''
      open_directory "$out/etc"
      for file in "$out"/etc/privoxy/*; do ln -s "$file" "$out/etc/"; done
    '';
  };
  squid = {
    debs = [
      "squid"
      "squid-common"
    ];
    # Since Debian 13 it has the name of its library besides.
    links."bin/squid" = "usr/sbin/squid*";
  };
  tinyproxy = runs "tinyproxy" [
    "tinyproxy-bin"
    "tinyproxy"
  ];
  tomcat = runs "catalina.sh" "tomcat10";
  varnish = runs "varnishd" "varnish";
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
