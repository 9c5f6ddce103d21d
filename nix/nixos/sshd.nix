# The sshd of trees of 2020, whose unit does not tell it to stay in the foreground. By itself it stays there only where
# PID 1 is its parent; here its parent is the process that keeps a unit's processes together.
{ nixpkgs }:
{
  lib,
  options,
  config,
  ...
}:

let
  file = nixpkgs + "/nixos/modules/services/networking/ssh/sshd.nix";
  cfg = config.services.openssh;
in
{
  _file = ./sshd.nix;

  config =
    lib.optionalAttrs
      (
        lib.hasAttrByPath [ "services" "openssh" "startWhenNeeded" ] options
        && builtins.pathExists file
        && import ./says.nix "\"-f /etc/ssh/sshd_config\"" file
      )
      {
        systemd.services.sshd = lib.mkIf (cfg.enable && !cfg.startWhenNeeded) {
          serviceConfig.ExecStart = lib.mkForce "${config.programs.ssh.package}/bin/sshd -D -f /etc/ssh/sshd_config";
        };
      };
}
