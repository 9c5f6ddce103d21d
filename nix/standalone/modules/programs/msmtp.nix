# msmtp, with the option names of NixOS: a `sendmail` that hands mail to a server.
{
  config,
  lib,
  pkgs,
  ...
}:

let
  inherit (lib) mkOption types;
  cfg = config.programs.msmtp;

  value =
    one:
    if one == true then
      "on"
    else if one == false then
      "off"
    else
      toString one;
  settings = lib.mapAttrsToList (name: one: "${name} ${value one}");
  account = name: given: [ "account ${name}" ] ++ settings given ++ [ "" ];
in
{
  options.programs.msmtp = {
    enable = lib.mkEnableOption "msmtp, which hands mail to a server";

    package = lib.mkPackageOption pkgs "msmtp" { };

    setSendmail = mkOption {
      type = types.bool;
      default = true;
      description = "Whether msmtp is the container's {command}`sendmail`.";
    };

    defaults = mkOption {
      type = types.attrs;
      default = { };
      example = {
        port = 587;
        tls = true;
      };
      description = "What holds for all accounts.";
    };

    accounts = mkOption {
      type = types.attrsOf types.attrs;
      default = { };
      example = {
        default = {
          auth = true;
          host = "smtp.example.org";
          user = "me";
          passwordeval = "cat /run/secrets/smtp";
          from = "me@example.org";
        };
      };
      description = "The accounts, by name; `default` is used when none is named.";
    };

    extraConfig = mkOption {
      type = types.lines;
      default = "";
      description = "Further lines of {file}`msmtprc`.";
    };
  };

  config = lib.mkIf cfg.enable {
    warnings =
      lib.optional (lib.any (one: one ? password) (lib.attrValues cfg.accounts))
        "programs.msmtp.accounts: a password is in the image, readable for everyone who has it; passwordeval keeps it out.";

    environment.systemPackages = [ cfg.package ];
    environment.etc."msmtprc".text = lib.concatMapStrings (line: "${line}\n") (
      [ "defaults" ]
      ++ settings cfg.defaults
      ++ [ "" ]
      ++ lib.concatLists (lib.mapAttrsToList account cfg.accounts)
      ++ [ cfg.extraConfig ]
    );

    security.wrappers.sendmail = lib.mkIf cfg.setSendmail {
      source = "${cfg.package}/bin/msmtp";
      owner = "root";
      group = "root";
      setuid = false;
      setgid = false;
    };
  };
}
