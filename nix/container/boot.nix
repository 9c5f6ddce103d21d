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

  # A unit that every other unit waits for, and that may fail without keeping them from starting.
  early = description: {
    inherit description;
    wantedBy = [ "sysinit.target" ];
    before = [ "sysinit.target" ];
    unitConfig.DefaultDependencies = false;
    serviceConfig = {
      Type = "oneshot";
      RemainAfterExit = true;
    };
  };
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
        export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
        ${lib.optionalString (cfg.volumes != [ ]) "mkdir -p -- ${lib.escapeShellArgs cfg.volumes}"}
        ${text}
      ''}"
    ) cfg.buildScripts;

    systemd.services.docker-boot = lib.mkIf (cfg.bootScript != "") (
      early "docker.bootScript"
      // {
        script = cfg.bootScript;
        path = [ "/usr" ];
      }
    );
  };
}
