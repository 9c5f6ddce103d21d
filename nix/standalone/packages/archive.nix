# What the packages of the Debian archive are by themselves: fetched, unpacked, and which of them need which.
#
#   packages  those of the index, see ./debian.nix
{ system, packages }:
let
  rules = import ./rules.nix;

  cpu = builtins.head (builtins.split "-" system);
  multiarch = "${if cpu == "i686" then "i386" else cpu}-linux-gnu";

  # A version as upstream gives it: without epoch, revision and repackaging marks.
  upstream =
    version:
    let
      unrevised = builtins.match "(.*)-[^-]*" (withoutEpoch version);
      base = if unrevised == null then withoutEpoch version else builtins.head unrevised;
      marked = builtins.match "(.*[0-9a-z])[+.~](dfsg|ds|really|repack|git|deb)[^+]*.*" base;
    in
    storeName (if marked == null then base else builtins.head marked);

  # Names in the store have no colon, tilde or percent sign.
  storeName = builtins.replaceStrings [ ":" "~" "%" ] [ "-" "-" "-" ];

  withoutEpoch = version: builtins.elemAt (builtins.match "([0-9]+:)?(.*)" version) 1;

  fetch =
    name:
    let
      deb = packages.${name};
    in
    derivation {
      name = storeName "${name}_${withoutEpoch deb.version}_${deb.architecture}.deb";
      system = "builtin";
      builder = "builtin:fetchurl";
      inherit (deb) url;
      outputHashMode = "flat";
      outputHashAlgo = "sha256";
      outputHash = deb.sha256;
      executable = false;
      unpack = false;
      preferLocalBuild = true;
      impureEnvVars = [
        "http_proxy"
        "https_proxy"
        "no_proxy"
      ];
    };

  unpack =
    name:
    derivation {
      name = storeName "${name}-${withoutEpoch packages.${name}.version}";
      inherit system;
      builder = "/bin/sh";
      args = [
        "-e"
        ./unpack.sh
      ];
      deb = fetch name;
      leftOut = toString (
        builtins.concatMap (
          rule: if builtins.match rule.of name == null then [ ] else rule.paths
        ) rules.leftOut
      );
      preferLocalBuild = true;
      # As maintainer scripts do not run, an unpacked .deb stands alone: what it depends on is
      # written in the roots that need it. So packages may depend on each other in circles.
    };

  unpacked = builtins.mapAttrs (name: _: unpack name) packages;

  depends = builtins.mapAttrs (
    name: deb:
    let
      dropped = builtins.filter (rule: builtins.match rule.by name != null) rules.notNeeded;
      isNeeded =
        other:
        !(rules.maintainerOnly ? ${other})
        && builtins.all (rule: builtins.match rule.what other == null) dropped;
    in
    builtins.filter isNeeded deb.depends
  ) packages;

  closureOf =
    names:
    builtins.sort builtins.lessThan (
      map (item: item.key) (
        builtins.genericClosure {
          startSet = map (key: { inherit key; }) names;
          operator = item: map (key: { inherit key; }) depends.${item.key};
        }
      )
    );
in
{
  inherit
    closureOf
    multiarch
    unpacked
    upstream
    ;
}
