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
      "cgit"
      "cron"
      "dbus"
      "lego"
      "openssl"
      "flock"
      "diffutils"
      "sudo"
      "envsubst"
      "fcgiwrap"
      "gawk"
      "git"
      "gitolite"
      "gzip"
      "jq"
      "logrotate"
      "murmur"
      "ngircd"
      "prosody"
      "radicale"
      "rclone"
      "squid"
      "transmission_4"
      "xz"
      "zstd"
      "getent"
      "procps"
      "su"
      "util-linux"
      "vim"
      "zsh"
      "cacert"
      "coreutils"
      "findutils"
      "gnugrep"
      "gnused"
      "hello"
      "iana-etc"
      "mariadb"
      "memcached"
      "nginx"
      "openssh"
      "php"
      "postgresql"
      "redis"
      "tzdata"
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
  writeChecked = { name, text, ... }: write name text;
  obfs4 = fake "obfs4" { meta.mainProgram = "lyrebird"; };
  restic = fake "restic" { version = "0.14"; };
  tor = fake "tor" { geoip = fake "tor-geoipdb" { }; };
  mailcap = fake "mailcap" { };
  runCommand = name: _: write name;
  debian = builtins.listToAttrs (
    map (name: {
      inherit name;
      value = fake "debian-${name}" { };
    }) [
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
    inherit (real) ini;
    json = format anything builtins.toJSON;
    keyValue = format anything (lib.generators.toKeyValue { });
  };
  buildEnv = arguments: fake arguments.name { inherit (arguments) paths; };
  debianJoin = arguments: fake "debian-join" { inherit (arguments) roots; };
}
