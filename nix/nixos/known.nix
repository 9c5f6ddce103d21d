# What a NixOS without the user's modules has of each option that the container takes a part of, as far as
# ./channels.nix compares with it: plain values, which the program keeps for the next evaluation of that tree
# (src/nixpkgs_cache.rs).
#
#   bare  such a NixOS
#
# Of an attribute set: name → the files that define it. Of a list: the files that put something into it, as names.
{ lib, bare }:
let
  inherit (bare) config;
  definitions = path: import ./definitions.nix { inherit lib; } path bare.options;
  set = import ./set.nix { inherit lib; };
  toFile = definition: builtins.unsafeDiscardStringContext (toString definition.file);

  attrs =
    path:
    let
      defined = lib.foldAttrs (file: files: [ file ] ++ files) [ ] (
        map (definition: lib.mapAttrs (_: _: toFile definition) definition.value) (definitions path)
      );
    in
    lib.mapAttrs (name: _: defined.${name} or [ ]) (
      if lib.hasAttrByPath path config then set path bare else { }
    );

  list =
    path:
    lib.listToAttrs (
      map (definition: lib.nameValuePair (toFile definition) [ ]) (
        lib.filter (definition: definition.value != [ ]) (definitions path)
      )
    );

  named = of: names: lib.genAttrs names (name: of (lib.splitString "." name));
in
named attrs [
  "environment.etc"
  "environment.sessionVariables"
  "environment.shellAliases"
  "environment.variables"
  "networking.hosts"
  "programs.bash.shellAliases"
  "security.wrappers"
  "system.activationScripts"
  "systemd.globalEnvironment"
  "systemd.paths"
  "systemd.services"
  "systemd.sockets"
  "systemd.targets"
  "systemd.timers"
  "systemd.tmpfiles.settings"
  "systemd.user.paths"
  "systemd.user.services"
  "systemd.user.sockets"
  "systemd.user.timers"
  "users.groups"
  "users.users"
]
// named list [
  "environment.extraInit"
  "environment.interactiveShellInit"
  "environment.loginShellInit"
  "environment.promptInit"
  "environment.shellInit"
  "environment.systemPackages"
  "networking.hostFiles"
  "programs.bash.interactiveShellInit"
  "programs.bash.loginShellInit"
  "programs.bash.promptInit"
  "programs.bash.shellInit"
  "services.dbus.enable"
  "services.dbus.packages"
  "systemd.automounts"
  "systemd.mounts"
  "systemd.packages"
  "systemd.tmpfiles.rules"
  "warnings"
]
// {
  hosts = config.networking.hosts;
}
