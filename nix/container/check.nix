# What `nix-docker check` says of a configuration, as a value (src/command/check.rs reads it). Nothing of it has
# to be built.
{ config, lib }:
let
  inherit (config.docker) internal;
  image = internal.spec.config;
  accounts = import ./accounts.nix { inherit config lib; };

  # It needs all that a build needs: what fails there, fails here.
  derivation = builtins.unsafeDiscardStringContext config.system.build.image.drvPath;
in
builtins.seq derivation {
  inherit derivation;
  inherit (internal) leftOut unitDirectories zoneArguments;
  accountArguments = accounts.arguments;

  # As the image has them, as text: a package among the values would be looked into.
  units = builtins.toJSON internal.units;
  unitsPath = "${config.system.build.units}";

  ports = lib.attrNames (image.ExposedPorts or { });
  volumes = lib.attrNames (image.Volumes or { });
  users = lib.mapAttrsToList (name: user: {
    inherit name;
    inherit (user) group;
    uid = accounts.uids.ids.${name};
  }) accounts.users;
  packages = lib.unique (
    map (package: package.name or (baseNameOf (toString package))) config.environment.systemPackages
  );
}
