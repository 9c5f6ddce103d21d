# The modules of nginx that Debian has as packages of their own, where nixpkgs builds them in: they are loaded.
{
  config,
  lib,
  options,
  pkgs,
  ...
}:

let
  cfg = config.services.nginx;

  nginxModules = import ../../standalone/packages/nginx-modules.nix;
  moduleOf = module: nginxModules.${module.name or ""} or null;
  wanted = cfg.additionalModules or [ ];

  lines = import ../../standalone/modules/services/nginx/modules.nix {
    inherit lib;
    pkgs = {
      inherit (pkgs) debian;
      inherit nginxModules;
    };
    cfg = {
      inherit (cfg) config;
      streamConfig = cfg.streamConfig or "";
      # The lines are added to it; and the module for Brotli is among the others.
      prependConfig = "";
      recommendedBrotliSettings = false;
      additionalModules = lib.filter (module: module != null) (map moduleOf wanted);
    };
  };
in
{
  _file = ./nginx.nix;

  config = lib.optionalAttrs (options.services.nginx or { } ? prependConfig) (
    lib.mkIf cfg.enable {
      services.nginx.prependConfig = lib.mkBefore lines.text;

      assertions = map (module: {
        assertion = moduleOf module != null;
        message =
          "services.nginx.additionalModules: Debian has no module ${module.name or "of that name"} of nginx;"
          + " it has ${lib.concatStringsSep ", " (lib.attrNames nginxModules)}.";
      }) wanted;
    }
  );
}
