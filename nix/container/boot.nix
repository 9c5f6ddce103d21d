# What runs before the services: activation scripts and `docker.bootScript` at every start, and
# `docker.buildScripts` once.
{
  config,
  lib,
  pkgs,
  ...
}:

let
  cfg = config.docker;
in
{
  config = {
    environment.systemPackages = [
      pkgs.bash
      pkgs.coreutils
    ];

    system.build.buildScripts = lib.mapAttrsToList (
      name: text:
      "${pkgs.writeShellScript "build-script-${lib.strings.sanitizeDerivationName name}" ''
        set -e
        export PATH=${(import ./variables.nix { inherit lib; }).programPath}
        ${lib.optionalString (cfg.volumes != [ ]) "mkdir -p -- ${lib.escapeShellArgs cfg.volumes}"}
        ${text}
      ''}"
    ) cfg.buildScripts;

    systemd.services.docker-boot = lib.mkIf (cfg.bootScript != "") (
      import ./early.nix { description = "docker.bootScript"; }
      // {
        script = cfg.bootScript;
        path = [ "/usr" ];
      }
    );
  };
}
