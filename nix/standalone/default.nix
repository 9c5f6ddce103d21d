# A configuration without a nixpkgs: its modules with ours, and what of it is no option.
{
  lib ? import ./lib,
  # The user's, and the program's about the image.
  modules,
  specialArgs ? { },
  pkgs,
}:
let
  ownModules = ./modules;

  isUsers = file: !(lib.hasPrefix "${toString ../.}/" (toString file));

  mistakesOf = lib: import ./undeclared.nix { inherit lib isUsers; };

  # With the modules of these services. Of the others there are options and values `beside`.
  evaluateWith =
    lib: names: beside:
    let
      found = lib.evalModules {
        inherit beside;
        class = "nixos";
        specialArgs = specialArgs // {
          modulesPath = toString ownModules;
        };
        # What a NixOS machine's configuration imports of NixOS by path.
        absentModule = import ./absent.nix {
          inherit lib;
          modulesPath = toString ownModules;
        };
        modules =
          modules
          ++ [
            (
              { config, ... }:
              let
                inherit (config.nixpkgs) overlays;
              in
              {
                _file = "nix-docker";
                _module = {
                  args.pkgs = if overlays == [ ] then pkgs else pkgs.appendOverlays overlays;
                  # See ./undeclared.nix.
                  check = false;
                };
                docker.internal = { inherit (found._module) mentioned; };
              }
            )
          ]
          ++ import ./modules/module-list.nix
          ++ lib.attrValues (lib.getAttrs names services)
          ++ import ../container/module-list.nix;
      };
    in
    found;

  services = import ./modules/service-list.nix;

  # NixOS' services that we have no module of are off: a configuration may ask whether they are on.
  others = lib.mapAttrs (_: enable: { inherit enable; }) (lib.importJSON ./other-services.json);

  everythingWith = lib: evaluateWith lib (lib.attrNames services) { config.services = others; };
  everything = everythingWith lib;

  # With the modules of the services that the configuration mentions, or that modules of these do: that there are more
  # costs nothing. Which they are shows when those so far are evaluated, from outside, so that it may depend on values.
  # Who reads of a service that nobody mentions reads of an evaluation with all modules.
  evaluated = mentioning [ ];
  mentioning =
    names:
    let
      rest = removeAttrs services names;
      unread = of: { services = lib.mapAttrs (name: _: of.services.${name}) rest; };
      found = evaluateWith lib names {
        options = unread everything.options;
        config.services = others // (unread everything.config).services;
      };
      ofService = { path, ... }: lib.head path == "services" && lib.length path > 1;
      defined = map ({ path, ... }: lib.elemAt path 1) (lib.filter ofService found._module.undeclared);
      declared = lib.attrNames found._module.declared.services;
      mentioned = map (name: services.${name}) (lib.filter (name: rest ? ${name}) (defined ++ declared));
      # One module may be that of several names.
      more = lib.attrNames (lib.filterAttrs (_: module: lib.elem module mentioned) rest);
    in
    if more == [ ] then found else mentioning (names ++ more);

  checked = (mistakesOf lib).checked evaluated;
in
{
  config = checked evaluated.config;
  options = checked evaluated.options;

  # What is beside options that there are not. Those within other options are no error meanwhile, so that all come out.
  unknown =
    { named, deep }:
    let
      lib = import ./lib/library.nix { checksOptions = false; };
      evaluated = everythingWith lib;
    in
    import ../unknown.nix {
      inherit lib named isUsers;
      inherit (evaluated) options;
      unmatched = (mistakesOf lib).mistakes evaluated;
      roots = lib.optional deep [ ];
    };
}
