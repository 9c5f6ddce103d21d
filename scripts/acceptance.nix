# For scripts/acceptance.sh: the switches of services that a nixpkgs has, and a plain NixOS that has one switched on.
{
  nixpkgs,
  configuration ? { },
}:
let
  lib = import (nixpkgs + "/lib");
  evaluate =
    modules:
    import (nixpkgs + "/nixos/lib/eval-config.nix") {
      system = "x86_64-linux";
      inherit modules;
    };
  root = toString nixpkgs + "/nixos/modules/";

  isSwitch =
    name: option:
    name == "enable" && (option.visible or true) == true && option.type.name or null == "bool";

  # Options that another declares for its values' parts (`services.NAME.instances.<name>.enable`) are not looked at.
  walk =
    path: name: value:
    let
      here = path ++ [ name ];
    in
    if !(builtins.isAttrs value) then
      [ ]
    else if value._type or null == "option" then
      lib.optional (isSwitch name value) {
        inherit path;
        module = lib.removePrefix root (toString (lib.head value.declarations));
      }
    else
      lib.concatLists (lib.mapAttrsToList (walk here) value);
in
{
  version = lib.fileContents (nixpkgs + "/.version");

  switches = lib.concatLists (
    lib.mapAttrsToList (walk [ ]) { inherit ((evaluate [ ]).options) services; }
  );

  # What NixOS itself makes of a configuration, as in a container: no boot loader and no file systems are asked for.
  plain =
    (evaluate [
      configuration
      {
        boot.isContainer = true;
        system.stateVersion = lib.mkDefault (
          lib.versions.majorMinor (lib.fileContents (nixpkgs + "/.version"))
        );
      }
    ]).config.system.build.toplevel.drvPath;
}
