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

  # Where it keeps what clients send.
  systemd.services.nginx = lib.mkIf (enabled "nginx") {
    serviceConfig.StateDirectory = lib.mkDefault "nginx";
  };

  # What nixpkgs' means by -n, Debian's means by -f.
  systemd.services.cron = lib.mkIf (enabled "cron") {
    serviceConfig.ExecStart = lib.mkForce "${pkgs.cron}/bin/cron -f -L 5";
  };
}
