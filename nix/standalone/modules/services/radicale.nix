# Radicale, a server of calendars and address books, with the option names of NixOS.
{
  config,
  lib,
  pkgs,
  ...
}:

let
  cfg = config.services.radicale;

  package = if cfg.package == null then pkgs.radicale else cfg.package;

  format = pkgs.formats.ini {
    listToValue = lib.concatMapStringsSep ", " (lib.generators.mkValueStringDefault { });
  };

  configFile =
    if cfg.settings == { } then
      pkgs.writeText "radicale.conf" cfg.config
    else
      format.generate "radicale.conf" cfg.settings;

  # "0.0.0.0:5232" or "[::]:5232".
  parts = host: builtins.match "[ ]*(.*):([0-9]+)[ ]*" host;
  hosts = lib.concatMap (lib.splitString ",") (
    lib.toList (cfg.settings.server.hosts or "localhost:5232")
  );
  reachable = lib.filter (found: found != null && import ./reachable.nix (lib.head found)) (
    map parts hosts
  );
in
{
  options.services.radicale = {
    enable = lib.mkEnableOption "the Radicale server of calendars and address books";

    package = lib.mkOption {
      type = lib.types.nullOr lib.types.package;
      default = null;
      defaultText = lib.literalExpression "pkgs.radicale";
      description = "The Radicale package to use.";
    };

    config = lib.mkOption {
      type = lib.types.str;
      default = "";
      description = "The server's configuration as text; {option}`services.radicale.settings` is the better way.";
    };

    settings = lib.mkOption {
      inherit (format) type;
      default = { };
      example = lib.literalExpression ''
        {
          server.hosts = [ "0.0.0.0:5232" ];
          auth = {
            type = "htpasswd";
            htpasswd_filename = "/run/secrets/radicale-users";
            htpasswd_encryption = "bcrypt";
          };
        }
      '';
      description = ''
        The server's configuration, by sections. Without `server.hosts` it is reached from inside the
        container only.
      '';
    };

    rights = lib.mkOption {
      inherit (format) type;
      default = { };
      example = {
        principal = {
          user = ".+";
          collection = "{user}";
          permissions = "RW";
        };
      };
      description = "Who may do what with which collections, in place of the rules that Radicale has by itself.";
    };

    extraArgs = lib.mkOption {
      type = lib.types.listOf lib.types.str;
      default = [ ];
      description = "Further arguments of the server.";
    };
  };

  config = lib.mkIf cfg.enable {
    assertions = [
      {
        assertion = cfg.settings == { } || cfg.config == "";
        message = "services.radicale: set config or settings, not both.";
      }
      {
        assertion = cfg.config != "" || cfg.settings ? auth.type;
        message = "services.radicale.settings.auth.type: say how users log in; what Radicale does without it differs from version to version (3.5 lets nobody in, older ones everybody). \"htpasswd\" is a file of passwords, \"none\" asks for none.";
      }
    ];

    services.radicale.settings.rights = lib.mkIf (cfg.rights != { }) {
      type = "from_file";
      file = toString (format.generate "radicale.rights" cfg.rights);
    };

    users = import ./account.nix { inherit config lib; } {
      name = "radicale";
      description = "Radicale server";
    };

    environment.systemPackages = [ package ];
    # Where the program looks that is called by hand.
    environment.etc."radicale/config".source = configFile;

    docker.internal = {
      exposedPorts = map (found: lib.toInt (lib.last found)) reachable;
      essentialUnits = [ "radicale.service" ];
    };

    systemd.services.radicale = {
      description = "Radicale server";
      wantedBy = [ "multi-user.target" ];
      after = [ "network.target" ];
      serviceConfig = {
        ExecStart = lib.concatStringsSep " " (
          [
            "${package}/bin/radicale"
            "-C"
            "${configFile}"
          ]
          ++ map lib.escapeShellArg cfg.extraArgs
        );
        User = "radicale";
        Group = "radicale";
        # The first for collections that are beside the usual place.
        StateDirectory = [
          "radicale"
          "radicale/collections"
        ];
        StateDirectoryMode = "0750";
        WorkingDirectory = "/var/lib/radicale";
        UMask = "0027";
        Restart = "on-failure";
      };
    };
  };
}
