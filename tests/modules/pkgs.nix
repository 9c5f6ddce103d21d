# A package set for tests: packages without content, at paths that tell only their names, and
# builders whose results keep what they were given, so that a test can look at it.
{ lib }:

let
  fake =
    name: attributes:
    let
      self = {
        type = "derivation";
        inherit name;
        outPath = "/nix/store/00000000000000000000000000000000-${name}";
        drvPath = "/nix/store/00000000000000000000000000000000-${name}.drv";
        outputName = "out";
        pname = name;
        version = "8.2";
        meta = { };
        out = self;
        bin = self;
        override = _: self;
        overrideAttrs = _: self;
      }
      // attributes;
    in
    self;

  write = name: text: fake name { inherit text; };

  anything = lib.types.attrsOf lib.types.anything;

  real = import ../../nix/standalone/packages/builders/formats.nix {
    inherit lib;
    system = "x86_64-linux";
    pkgs.writeText = write;
  };

  format = type: toText: _: {
    inherit type;
    generate = name: value: write name (toText value);
  };
in
builtins.listToAttrs (
  map
    (name: {
      inherit name;
      value = fake name { };
    })
    [
      "apacheHttpd"
      "bind"
      "borgbackup"
      "cacert"
      "caddy"
      "cgit"
      "gitweb"
      "coreutils"
      "cron"
      "curl"
      "dbus"
      "diffutils"
      "dnsmasq"
      "envsubst"
      "fcgiwrap"
      "findutils"
      "flock"
      "gawk"
      "getent"
      "git"
      "gitolite"
      "gnugrep"
      "gnused"
      "gzip"
      "haproxy"
      "hello"
      "iana-etc"
      "influxdb"
      "jq"
      "lego"
      "logrotate"
      "mariadb"
      "memcached"
      "mosquitto"
      "msmtp"
      "murmur"
      "nginx"
      "ngircd"
      "openssh"
      "openssl"
      "php"
      "postfix"
      "postgresql"
      "procps"
      "prometheus"
      "prometheus-alertmanager"
      "prometheus-blackbox-exporter"
      "prometheus-nginx-exporter"
      "prometheus-node-exporter"
      "prometheus-postgres-exporter"
      "prometheus-redis-exporter"
      "prosody"
      "rabbitmq-server"
      "radicale"
      "rclone"
      "redis"
      "samba"
      "squid"
      "su"
      "sudo"
      "doas"
      "syncthing"
      "tinyproxy"
      "torsocks"
      "transmission_4"
      "tzdata"
      "unbound"
      "util-linux"
      "vim"
      "vsftpd"
      "xz"
      "zsh"
      "zstd"
    ]
)
// {
  bash = fake "bash" { shellPath = "/bin/bash"; };
  system = "x86_64-linux";
  runtimeShell = "/nix/store/00000000000000000000000000000000-bash/bin/bash";
  writeText = write;
  writeScript = write;
  writeShellScript = write;
  writeTextDir = path: write (baseNameOf path);
  writeShellScriptBin = write;
  obfs4 = fake "obfs4" { meta.mainProgram = "lyrebird"; };
  restic = fake "restic" { version = "0.14"; };
  tor = fake "tor" { geoip = fake "tor-geoipdb" { }; };
  mailcap = fake "mailcap" { };
  writeChecked =
    {
      name,
      text ? source.text,
      source ? null,
      ...
    }:
    write name text;
  runCommand = name: _: write name;
  debian = builtins.listToAttrs (
    map
      (name: {
        inherit name;
        value = fake "debian-${name}" { };
      })
      [
        "libapache2-mod-perl2"
        "libc-bin"
        "libnginx-mod-http-brotli-filter"
        "libnginx-mod-http-brotli-static"
        "libnginx-mod-http-echo"
        "libnginx-mod-stream"
        "libpam-modules"
        "locales"
        "ncurses-base"
        "netbase"
      ]
  );
  nginxModules = import ../../nix/standalone/packages/nginx-modules.nix;
  formats = {
    inherit (real) ini keyValue;
    json = format anything builtins.toJSON;
    toml = format anything builtins.toJSON;
  };
  buildEnv = arguments: fake arguments.name { inherit (arguments) paths; };
  debianJoin = arguments: fake "debian-join" { inherit (arguments) roots; };
}
