# Modules that Debian has apart from nginx: which are loaded, and the text for it at the beginning of
# nginx.conf.
{
  lib,
  pkgs,
  cfg,
}:

let
  inherit (pkgs) nginxModules;

  # What is loaded by hand can't be loaded again.
  loads =
    name:
    lib.any (lib.hasInfix name) [
      cfg.prependConfig
      cfg.config
    ];

  debs = lib.unique (
    lib.optional (cfg.streamConfig != "" && !loads "ngx_stream_module") "libnginx-mod-stream"
    ++ lib.optionals cfg.recommendedBrotliSettings nginxModules.brotli.debs
    ++ lib.concatMap (module: module.debs) (cfg.package.modules or [ ] ++ cfg.additionalModules)
  );
in
{
  inherit debs;

  # Each package has a file that loads what is in it.
  text = lib.concatMapStrings (
    deb: "include ${pkgs.debian.${deb}}/share/nginx/modules-available/*.conf;\n"
  ) debs;
}
