# What NixOS' certificates need in a container: they outlive it, and a certificate authority is not asked anew at
# each start.
#
# NixOS binds a certificate's directories into /tmp; without the right to mount they are links there, which its
# search for the account's key does not follow.
{ nixpkgs }:
{
  lib,
  options,
  config,
  pkgs,
  ...
}:

let
  acme = nixpkgs + "/nixos/modules/security/acme";
  file = if builtins.pathExists acme then acme + "/default.nix" else acme + ".nix";
  certs = config.security.acme.certs;

  # It has been a unit beside the one for the first certificate since 2025.
  unit =
    name:
    if import ./says.nix "acme-order-renew-" file then "acme-order-renew-${name}" else "acme-${name}";

  find = pkgs.runCommand "find-through-links" { } ''
    mkdir -p $out/bin
    printf '#!%s\nexec %s -H "$@"\n' ${pkgs.runtimeShell} ${pkgs.findutils}/bin/find > $out/bin/find
    chmod +x $out/bin/find
  '';
in
{
  _file = ./acme.nix;

  config = lib.optionalAttrs (lib.hasAttrByPath [ "security" "acme" "certs" ] options) {
    docker.volumes = lib.mkIf (certs != { }) [ "/var/lib/acme" ];
    systemd.services = lib.mapAttrs' (
      name: _: lib.nameValuePair (unit name) { path = [ find ]; }
    ) certs;
  };
}
