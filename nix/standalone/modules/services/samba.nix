# Samba, with the option names of NixOS: directories for Windows' clients.
{
  config,
  lib,
  pkgs,
  ...
}:

let
  inherit (lib) mkOption types;
  cfg = config.services.samba;

  value = one: if builtins.isBool one then lib.boolToYesNo one else toString one;

  section =
    name: settings:
    "[${name}]\n"
    + lib.concatStrings (
      lib.mapAttrsToList (
        key: one:
        lib.optionalString (one != null)
          "  ${key} = ${if builtins.isList one then lib.concatMapStringsSep " " value one else value one}\n"
      ) settings
    );

  # What holds for all comes first.
  text =
    section "global" cfg.settings.global
    + lib.concatStrings (lib.mapAttrsToList section (removeAttrs cfg.settings [ "global" ]));

  configFile = pkgs.writeChecked {
    name = "smb.conf";
    inherit text;
    inherit (cfg) package;
    option = "services.samba.settings";
    # Its own libraries are below the others, its directories are the container's, and of what it does not know it
    # only speaks.
    command = ''
      local directory
      for directory in ''${libraries//:/ }; do
        if [ -d "$directory/samba" ]; then libraries=$libraries:$directory/samba; fi
      done
      run testparm -s --option="lock directory=$TMPDIR" --option="state directory=$TMPDIR" \
        --option="cache directory=$TMPDIR" --option="pid directory=$TMPDIR" --option="private dir=$TMPDIR" \
        $file > $TMPDIR/lines 2>&1 || { cat $TMPDIR/lines; return 1; }
      ! grep -E 'nknown parameter|gnoring' $TMPDIR/lines
    '';
  };

  daemon = name: default: what: {
    enable = mkOption {
      type = types.bool;
      inherit default;
      description = "Whether to run ${name}, ${what}.";
    };
    extraArgs = mkOption {
      type = types.listOf types.str;
      default = [ ];
      example = [ "--debuglevel=3" ];
      description = "Further arguments of ${name}.";
    };
  };

  service = name: after: {
    description = "Samba's ${name}";
    inherit after;
    wantedBy = [ "samba.target" ];
    partOf = [ "samba.target" ];
    reload = "kill -HUP $MAINPID";
    serviceConfig = {
      Type = "notify";
      ExecStart = "${cfg.package}/bin/${name} --foreground --no-process-group ${
        lib.escapeShellArgs cfg.${name}.extraArgs
      }";
      PIDFile = "/run/samba/${name}.pid";
      RuntimeDirectory = "samba";
      RuntimeDirectoryPreserve = "yes";
      StateDirectory = [
        "samba"
        "samba/private"
      ];
      CacheDirectory = "samba";
      LogsDirectory = "samba";
      LimitNOFILE = 16384;
      Restart = "on-failure";
    };
  };

  daemons = lib.filter (name: cfg.${name}.enable) [
    "nmbd"
    "winbindd"
    "smbd"
  ];

  # Those that are to be there before one.
  before =
    name:
    map (other: "samba-${other}.service") (
      lib.filter (other: other != name && (other == "nmbd" || name == "smbd")) daemons
    );

  old = option: [
    "services"
    "samba"
    option
  ];
  renamed = option: to: lib.mkRenamedOptionModule (old option) (old "settings" ++ to);
  daemonRenamed = option: name: lib.mkRenamedOptionModule (old option) (old name ++ [ "enable" ]);
in
{
  imports = [
    (renamed "shares" [ ])
    (renamed "invalidUsers" [
      "global"
      "invalid users"
    ])
    (renamed "securityType" [
      "global"
      "security"
    ])
    (daemonRenamed "enableNmbd" "nmbd")
    (daemonRenamed "enableWinbindd" "winbindd")
    (lib.mkRemovedOptionModule (old "extraConfig") "Use services.samba.settings.global instead.")
    (lib.mkRemovedOptionModule (old "configText") "Use services.samba.settings instead.")
  ];

  options.services.samba = {
    enable = lib.mkEnableOption "Samba";

    package = lib.mkPackageOption pkgs "samba" { };

    smbd = daemon "smbd" true "which serves files";
    nmbd = daemon "nmbd" true "which tells NetBIOS names";
    winbindd = daemon "winbindd" true "which knows the users of a domain";

    openFirewall = mkOption {
      type = types.bool;
      default = false;
      description = "Accepted: the ports of what runs are exposed.";
    };

    nsswins = mkOption {
      type = types.bool;
      default = false;
      description = "Accepted: names are looked up by Docker.";
    };

    usershares = {
      enable = lib.mkEnableOption "shares that users make themselves";
      group = mkOption {
        type = types.str;
        default = "samba";
        description = "Group of the users who may.";
      };
    };

    settings = mkOption {
      type = types.submodule {
        freeformType =
          let
            atom = types.nullOr (
              types.oneOf [
                types.bool
                types.int
                types.float
                types.str
                types.path
              ]
            );
          in
          types.attrsOf (types.attrsOf (types.either atom (types.listOf atom)));
        options.global = {
          security = mkOption {
            type = types.enum [
              "auto"
              "user"
              "domain"
              "ads"
            ];
            default = "user";
            description = "How users are known.";
          };
          "invalid users" = mkOption {
            type = types.listOf types.str;
            default = [ "root" ];
            description = "Users who can't log in.";
          };
          "passwd program" = mkOption {
            type = types.str;
            default = "/usr/bin/passwd %u";
            description = "Program that changes a user's password.";
          };
        };
      };
      default = { };
      example = {
        public = {
          path = "/srv/public";
          "read only" = true;
          "guest ok" = "yes";
        };
      };
      description = "Sections of {file}`smb.conf`: `global`, and the shares by name.";
    };
  };

  config = lib.mkIf cfg.enable {
    services.samba.settings.global = lib.mkIf cfg.usershares.enable {
      "usershare path" = lib.mkDefault "/var/lib/samba/usershares";
      "usershare max shares" = lib.mkDefault 100;
      "usershare allow guests" = lib.mkDefault true;
    };

    users.groups.${cfg.usershares.group} = lib.mkIf cfg.usershares.enable { };

    environment.systemPackages = [ cfg.package ];
    environment.etc."samba/smb.conf".source = configFile;

    systemd.tmpfiles.rules = [
      "d /var/lock/samba 0755 root root - -"
      "d /var/lib/samba/private 0700 root root - -"
    ]
    ++ lib.optional cfg.usershares.enable "d /var/lib/samba/usershares 1775 root ${cfg.usershares.group} - -";

    docker.internal = {
      exposedPorts =
        lib.optionals cfg.smbd.enable [
          139
          445
        ]
        ++ lib.optionals cfg.nmbd.enable [
          "137/udp"
          "138/udp"
        ];
      essentialUnits = map (name: "samba-${name}.service") daemons;
    };

    systemd.targets.samba = {
      description = "Samba";
      wantedBy = [ "multi-user.target" ];
      after = [ "network.target" ];
    };

    systemd.services = lib.listToAttrs (
      map (
        name: lib.nameValuePair "samba-${name}" (service name ([ "network.target" ] ++ before name))
      ) daemons
    );
  };
}
