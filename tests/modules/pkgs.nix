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
      "cron"
      "dbus"
      "lego"
      "openssl"
      "flock"
      "diffutils"
      "sudo"
      "gawk"
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
  writeTextDir = write;
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
    ini = format (lib.types.attrsOf anything) (lib.generators.toINI { listsAsDuplicateKeys = true; });
    json = format anything builtins.toJSON;
    keyValue = format anything (lib.generators.toKeyValue { });
  };
  buildEnv = arguments: fake arguments.name { inherit (arguments) paths; };
  debianJoin = arguments: fake "debian-join" { inherit (arguments) roots; };
}
