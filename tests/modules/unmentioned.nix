# What an image is of when no service is mentioned, and when all are, but nothing is said of them: the same. And the
# options that a service's module declares elsewhere than below its own: none.
let
  lib = import ../../nix/standalone/lib;
  services = import ../../nix/standalone/modules/service-list.nix;
  evaluate = import ./evaluate.nix { inherit lib; };

  mentioned = evaluate { services = lib.mapAttrs (_: _: { }) services; };

  look = config: {
    inherit (config.docker.internal) rootfs units;
    inherit (config) warnings;
  };

  # As deep as names of options go.
  declared =
    path: options:
    if lib.isOption options then
      [ path ]
    else
      lib.concatMap (name: declared (path ++ [ name ]) options.${name}) (lib.attrNames options);

  othersOf =
    module:
    let
      alone = lib.evalModules {
        specialArgs = {
          pkgs = import ./pkgs.nix { inherit lib; };
          config = mentioned;
        };
        modules = [
          module
          { _module.check = false; }
        ];
      };
    in
    map (lib.concatStringsSep ".") (
      lib.filter (path: services.${lib.elemAt path 1} or null != module || lib.head path != "services") (
        declared [ ] (removeAttrs alone.options [ "_module" ])
      )
    );
in
{
  unmentioned = look (evaluate { });
  mentioned = look mentioned;
  services = lib.mapAttrs (_: othersOf) services;
}
