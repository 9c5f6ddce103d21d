config:
let
  inherit (config.docker) internal;
  path = unit: (builtins.head internal.units.units.${unit}.Service.Environment);
  named = builtins.match "PATH=/nix/store/[^:]*-(find-through-links).*|PATH=[^:]*:/nix/store/[^:]*-(find-through-links).*";
in
{
  volumes = builtins.attrNames internal.spec.config.Volumes;
  find = builtins.mapAttrs (name: _: named (path name) != null) internal.units.units;
  binds = builtins.mapAttrs (_: unit: unit.Service.BindPaths) internal.units.units;
}
