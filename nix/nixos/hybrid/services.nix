# What services of Debian's programs need besides what NixOS' modules say for nixpkgs': other paths are compiled in.
{
  config,
  lib,
  options,
  pkgs,
  ...
}:

let
  enabled = name: (options.services or { }) ? ${name} && config.services.${name}.enable;
in
{
  _file = ./services.nix;

  # NixOS' choice goes with stateVersion; Debian has one version.
  services = lib.optionalAttrs (options.services ? postgresql) {
    postgresql.package = lib.mkOverride 900 pkgs.postgresql;
  };

  # What Debian's has built in can't be loaded.
  environment.etc = lib.optionalAttrs (options.services ? httpd) {
    "httpd/httpd.conf" = lib.mkIf config.services.httpd.enable {
      source = lib.mkOverride 90 (
        pkgs.runCommand "httpd.conf" { } ''
          sed -E '/^LoadModule (${lib.concatStringsSep "|" pkgs.apacheHttpd.builtinModules})_module /d' \
            ${config.services.httpd.configFile} > $out
        ''
      );
    };
  };

  # Where sshd locks itself up.
  systemd.tmpfiles.rules = lib.optional (enabled "openssh") "d /run/sshd 0755 root root -";

  # Where it keeps what clients send.
  systemd.services.nginx = lib.mkIf (enabled "nginx") {
    serviceConfig.StateDirectory = lib.mkDefault "nginx";
  };

  # What nixpkgs' means by -n, Debian's means by -f.
  systemd.services.cron = lib.mkIf (enabled "cron") {
    serviceConfig.ExecStart = lib.mkForce "${pkgs.cron}/bin/cron -f -L 5";
  };
}
