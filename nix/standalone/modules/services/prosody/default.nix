# Prosody, a server of XMPP, with the option names of NixOS.
{
  config,
  lib,
  pkgs,
  ...
}:

let
  cfg = config.services.prosody;
  stateDirectory = import ../state-directory.nix { inherit lib; };

  text = import ./conf.nix { inherit lib pkgs cfg; };

  configFile =
    if cfg.checkConfig then
      pkgs.writeChecked {
        name = "prosody.cfg.lua";
        inherit text;
        inherit (cfg) package;
        option = "services.prosody";
        # A script of Lua's. It looks for certificates beside the file, and complains of users that are not here.
        command = ''
          sed "s|^exec |exec '$loader' --library-path '$libraries' |" "$programs/prosodyctl" > "$TMPDIR/prosodyctl"
          sed -i '/^prosody_\(user\|group\) =/d' "$file"
          mkdir "$TMPDIR/certs"
          bash "$TMPDIR/prosodyctl" --config "$file" check config
        '';
      }
    else
      pkgs.writeText "prosody.cfg.lua" text;

  needed = what: {
    message = "services.prosody: clients of today expect ${what} (XEP-0423). Without it, set services.prosody.xmppComplianceSuite = false.";
  };
in
{
  imports = [
    ./options.nix
    (lib.mkRemovedOptionModule [
      "services"
      "prosody"
      "uploadHttp"
    ] "Its module has gone; services.prosody.httpFileShare is in its place.")
  ];

  config = lib.mkIf cfg.enable {
    assertions = lib.optionals cfg.xmppComplianceSuite [
      (needed "chat rooms, services.prosody.muc" // { assertion = cfg.muc != [ ]; })
      (
        needed "a place for files, services.prosody.httpFileShare"
        // {
          assertion = cfg.httpFileShare != null;
        }
      )
    ];

    users = import ../account.nix { inherit config lib; } {
      name = "prosody";
      inherit (cfg) user group;
      description = "Prosody server";
      inherit (cfg) dataDir;
    };

    environment.systemPackages = [ cfg.package ];
    # prosodyctl reads it. Certificates are looked for beside it.
    environment.etc."prosody/prosody.cfg.lua".source = configFile;
    environment.etc."prosody/certs/.empty".text = "";

    docker.internal = {
      exposedPorts = [
        5222
        5269
      ]
      ++ lib.optionals (cfg.httpFileShare != null || cfg.modules.bosh || cfg.modules.websocket) (
        cfg.httpPorts ++ cfg.httpsPorts
      );
      essentialUnits = [ "prosody.service" ];
    };

    systemd.services.prosody = {
      description = "Prosody server";
      wantedBy = [ "multi-user.target" ];
      after = [ "network.target" ];
      path = [ pkgs.envsubst ];
      environment.PROSODY_CONFIG = "/run/prosody/prosody.cfg.lua";
      # Variables of an EnvironmentFile, which keep passwords out of the image.
      preStart = ''
        umask 077
        envsubst < ${configFile} > /run/prosody/prosody.cfg.lua
        ln -sfn /etc/prosody/certs /run/prosody/certs
      '';
      serviceConfig = {
        PIDFile = "/run/prosody/prosody.pid";
        ExecStart = "${cfg.package}/bin/prosody -F";
        ExecReload = "/bin/sh -c \"kill -HUP $MAINPID\"";
        User = cfg.user;
        Group = cfg.group;
        RuntimeDirectory = "prosody";
        RuntimeDirectoryMode = "0750";
        AmbientCapabilities = [ "CAP_NET_BIND_SERVICE" ];
        Restart = "on-abnormal";
      }
      // stateDirectory "prosody" "0750" cfg.dataDir;
    };
  };
}
