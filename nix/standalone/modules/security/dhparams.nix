# `security.dhparams`: parameters of Diffie-Hellman for programs that want a file of them. They are no secret; those of
# RFC 7919 have been looked at by many, and need no minutes of searching for primes.
{
  config,
  lib,
  pkgs,
  ...
}:

let
  inherit (lib) mkOption types;
  cfg = config.security.dhparams;

  number =
    default: description:
    mkOption {
      type = types.enum [
        2048
        3072
        4096
        6144
        8192
      ];
      inherit default description;
    };

  parameters =
    { name, ... }:
    {
      options = {
        bits = number cfg.defaultBitSize "Length of the prime.";
        path = mkOption {
          type = types.str;
          readOnly = true;
          default = "${cfg.path}/${name}.pem";
          description = "The file.";
        };
      };
    };

  make =
    name:
    { bits, path }:
    "openssl genpkey -genparam -algorithm DH -pkeyopt group:ffdhe${toString bits} -out ${lib.escapeShellArg path} 2> /dev/null\n";
in
{
  options.security.dhparams = {
    enable = mkOption {
      type = types.bool;
      default = false;
      description = "Whether the files are made.";
    };

    params = mkOption {
      type = types.attrsOf (
        types.coercedTo types.int (bits: { inherit bits; }) (types.submodule parameters)
      );
      default = { };
      example = {
        nginx.bits = 3072;
      };
      description = "The files, by name.";
    };

    defaultBitSize = number 2048 "Length of the primes of those that do not say it.";

    path = mkOption {
      type = types.str;
      default = "/run/dhparams";
      description = "Where the files are.";
    };

    stateful = mkOption {
      type = types.bool;
      default = true;
      description = "Accepted: they are the same at each start.";
    };
  };

  config = lib.mkIf (cfg.enable && cfg.params != { }) {
    systemd.services.dhparams-init =
      import ../../../container/early.nix {
        description = "Parameters of Diffie-Hellman";
      }
      // {
        path = [ pkgs.openssl ];
        script =
          "mkdir -p ${lib.escapeShellArg cfg.path}\n"
          + lib.concatStrings (lib.mapAttrsToList make cfg.params);
      };
  };
}
