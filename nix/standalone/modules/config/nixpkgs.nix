# `nixpkgs.*`: how a nixpkgs is to be configured, for configurations that come from NixOS.
{ config, lib, ... }:

let
  inherit (lib) mkOption types;
  cfg = config.nixpkgs;

  accepted = mkOption {
    type = types.raw;
    default = null;
    description = "Accepted: the image is for the machine that builds it.";
  };
in
{
  options.nixpkgs = {
    config = mkOption {
      type = types.attrsOf types.anything;
      default = { };
      example = {
        allowUnfree = true;
      };
      description = "The configuration of nixpkgs. It needs a nixpkgs, see `--nixpkgs`.";
    };
    overlays = mkOption {
      type = types.listOf types.raw;
      default = [ ];
      description = "Changes to the package set. Packages that are built from sources need a nixpkgs, see `--nixpkgs`.";
    };
    system = accepted;
    hostPlatform = accepted;
    buildPlatform = accepted;
    localSystem = accepted;
    crossSystem = accepted;
    pkgs = accepted;
  };

  config = lib.mkIf (config.docker.internal.packageSet == "debian") {
    warnings = lib.optional (cfg.config != { }) (
      "nixpkgs.config has no effect: the packages come from the Debian archive. It needs a nixpkgs "
      + "(--nixpkgs PATH, or NIX_PATH)."
    );
  };
}
