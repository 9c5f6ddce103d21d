# PHP with the extensions that nixpkgs' `php` has by default, as far as they are packages in Debian.
let
  # Those of nixpkgs' defaults that are in php-common or compiled in need no package.
  defaults = [
    "curl"
    "gd"
    "intl"
    "mbstring"
    "mysql"
    "pgsql"
    "soap"
    "sqlite3"
    "xml"
    "zip"
  ];

  # nixpkgs' names of extensions that share a package, or have another name, in Debian.
  packageOf = {
    dom = "xml";
    mysqli = "mysql";
    mysqlnd = "mysql";
    pdo_mysql = "mysql";
    pdo_pgsql = "pgsql";
    pdo_sqlite = "sqlite3";
    pdo_odbc = "odbc";
    simplexml = "xml";
    xmlreader = "xml";
    xmlwriter = "xml";
    xsl = "xml";
    tidy = "tidy";
  };

  # Part of every PHP of Debian's.
  always = [
    "calendar"
    "ctype"
    "exif"
    "fileinfo"
    "filter"
    "ftp"
    "gettext"
    "iconv"
    "opcache"
    "openssl"
    "pcntl"
    "pdo"
    "posix"
    "readline"
    "session"
    "shmop"
    "sockets"
    "sodium"
    "sysvmsg"
    "sysvsem"
    "sysvshm"
    "tokenizer"
    "zlib"
  ];

  # `prefix` is "php" for what the release has, or "php8.2".
  php =
    prefix:
    let
      deb = name: "${prefix}-${name}";
    in
    {
      pname = "php";
      debs = [
        (deb "cli")
        (deb "fpm")
      ]
      ++ map deb defaults;
      show = [ "php[0-9.]+-(cli|fpm|cgi)" ];
      versionFrom = "php[0-9.]+-cli";
      mainProgram = "php";
      links = {
        "bin/php" = "usr/bin/php[0-9]*";
        "bin/php-fpm" = "usr/sbin/php-fpm[0-9]*";
        "bin/phar" = "usr/bin/phar[0-9]*";
        "etc/php.ini" = "usr/lib/php/*/php.ini-production";
      };
      script = extensionsTogether;
      # nixpkgs' way to say: the module for Apache too.
      overrides =
        {
          apxs2Support ? false,
          cgiSupport ? true,
          fpmSupport ? true,
          ...
        }:
        if apxs2Support then withApache prefix else { };
      passthru =
        {
          attribute,
          deb,
          with_,
          version,
          match,
          ...
        }:
        let
          extensionNamed = name: deb "${prefix}-${packageOf.${name} or name}";
          named =
            names:
            builtins.listToAttrs (
              map (name: {
                inherit name;
                value = extensionNamed name;
              }) names
            );
          none = builtins.listToAttrs (
            map (name: {
              inherit name;
              value = null;
            }) always
          );
          all =
            none
            // named (
              builtins.attrNames packageOf
              ++ defaults
              ++ [
                "amqp"
                "apcu"
                "ast"
                "bcmath"
                "bz2"
                "dba"
                "ds"
                "enchant"
                "gearman"
                "gmp"
                "gnupg"
                "igbinary"
                "imagick"
                "imap"
                "interbase"
                "ldap"
                "mailparse"
                "mcrypt"
                "memcache"
                "memcached"
                "mongodb"
                "msgpack"
                "oauth"
                "odbc"
                "pcov"
                "ps"
                "pspell"
                "redis"
                "rrd"
                "smbclient"
                "snmp"
                "ssh2"
                "stomp"
                "sybase"
                "tidy"
                "uopz"
                "uuid"
                "xdebug"
                "xmlrpc"
                "yaml"
                "zmq"
              ]
            );
          chosen =
            extensions:
            builtins.filter (extension: extension != null) (
              if builtins.isFunction extensions then
                extensions {
                  inherit all;
                  enabled = map extensionNamed defaults;
                }
              else
                extensions
            );
          composer = attribute "composer" composerOf;
          branch = match "php([0-9]+\\.[0-9]+)-cli";
        in
        {
          extensions = all;
          packages = { inherit composer; };
          # As in Debian's paths: /etc/php/8.2.
          debianBranch = if branch == null then "0" else builtins.head branch;
          withExtensions = extensions: with_ (chosen extensions);
          # `extraConfig` becomes a file that PHP reads after the others.
          buildEnv =
            {
              extensions ? { enabled, ... }: enabled,
              extraConfig ? "",
              ...
            }:
            with_.changed (chosen extensions) (
              if extraConfig == "" then
                { }
              else
                {
                  script = extensionsTogether + ''
                    printf '%s\n' ${quoted extraConfig} > "$out/lib/extra.ini"
                    open_directory "$out/bin"
                    for program in php php-fpm; do
                      target=$(readlink -f "$out/bin/$program")
                      rm "$out/bin/$program"
                      printf '%s\n' '#!/bin/sh' \
                        "PHP_INI_SCAN_DIR=\''${PHP_INI_SCAN_DIR-}:$out/lib exec $target \"\$@\"" > "$out/bin/$program"
                      chmod +x "$out/bin/$program"
                    done
                  '';
                }
            );
        };
    };

  # One tree without links: each part looks for the others beside itself.
  composerOf = {
    debs = [ "composer" ];
    script = ''
      rm -rf "$out/bin" "$out/share"
      mkdir -p "$out/bin" "$out/share/php"
      while read -r deb; do
        if [ -d "$deb/usr/share/php" ]; then
          cp -r --no-preserve=mode "$deb/usr/share/php/." "$out/share/php"
        fi
      done < "$all"
      cp "$(find_file usr/bin/composer)" "$out/bin/composer"
    '';
  };

  # Where nixpkgs' has them.
  extensionsTogether = ''
    open_directory "$out/lib/php/extensions"
    while read -r deb; do
      for directory in "$deb"/usr/lib/php/[0-9]*; do
        for extension in "$directory"/*.so; do
          if [ -e "$extension" ]; then ln -sf "$extension" "$out/lib/php/extensions"; fi
        done
      done
    done < "$all"
  '';

  quoted = text: "'${builtins.replaceStrings [ "'" ] [ "'\\''" ] text}'";

  # On top of PHP: Apache's module.
  withApache =
    prefix:
    let
      base = php prefix;
      module = if prefix == "php" then "libapache2-mod-php" else "libapache2-mod-${prefix}";
    in
    {
      debs = base.debs ++ [ module ];
      links = base.links // {
        "modules/libphp.so" = "usr/lib/apache2/modules/libphp*.so";
      };
    };
in
{
  php = php "php";
  php81 = php "php8.1" // {
    perRelease = true;
  };
  php82 = php "php8.2" // {
    perRelease = true;
  };
  php83 = php "php8.3" // {
    perRelease = true;
  };
  php84 = php "php8.4" // {
    perRelease = true;
  };
  php85 = php "php8.5" // {
    perRelease = true;
  };
}
