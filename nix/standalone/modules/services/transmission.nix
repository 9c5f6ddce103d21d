# The Transmission daemon for BitTorrent, with the option names of NixOS. Its settings are written afresh at each
# start, together with those of a file that the container is given.
{
  config,
  lib,
  pkgs,
  ...
}:

let
  stateDirectory = import ./state-directory.nix { inherit lib; };
  inherit (import ../short-options.nix { inherit lib; }) option;
  cfg = config.services.transmission;

  inherit (lib) mkOption types;

  format = pkgs.formats.json { };
  settingsFile = format.generate "settings.json" cfg.settings;
  settingsDir = "${cfg.home}/.config/transmission-daemon";

  below =
    name: description:
    mkOption {
      type = types.path;
      default = "${cfg.home}/${name}";
      defaultText = lib.literalExpression ''"''${config.services.transmission.home}/${name}"'';
      inherit description;
    };

  directories = [
    cfg.settings.download-dir
  ]
  ++ lib.optional cfg.settings.incomplete-dir-enabled cfg.settings.incomplete-dir
  ++ lib.optional cfg.settings.watch-dir-enabled cfg.settings.watch-dir;

  owned = "-o ${lib.escapeShellArg cfg.user} -g ${lib.escapeShellArg cfg.group}";

  # Run as root, who alone may read the file with passwords.
  prepare = pkgs.writeShellScript "transmission-prepare" ''
    set -eu
    install -d -m 0700 ${owned} ${lib.escapeShellArg cfg.home}/.config ${lib.escapeShellArg settingsDir}
    for directory in ${lib.escapeShellArgs directories}; do
      ${
        if cfg.downloadDirPermissions == null then
          ''[ -d "$directory" ] || install -d -m 0750 ${owned} "$directory"''
        else
          ''install -d -m ${lib.escapeShellArg cfg.downloadDirPermissions} ${owned} "$directory"''
      }
    done
    ${pkgs.jq}/bin/jq --slurp add ${settingsFile} ${lib.escapeShellArg cfg.credentialsFile} |
      install -m 0600 ${owned} /dev/stdin ${lib.escapeShellArg settingsDir}/settings.json
  '';

  peerPorts =
    if cfg.settings.peer-port-random-on-start then
      "${toString cfg.settings.peer-port-random-low}-${toString cfg.settings.peer-port-random-high}"
    else
      toString cfg.settings.peer-port;
in
{
  imports = [
    (lib.mkRenamedOptionModule
      [ "services" "transmission" "port" ]
      [ "services" "transmission" "settings" "rpc-port" ]
    )
    (lib.mkAliasOptionModule
      [ "services" "transmission" "openFirewall" ]
      [ "services" "transmission" "openPeerPorts" ]
    )
  ];

  options.services.transmission = {
    enable = lib.mkEnableOption "the Transmission daemon for BitTorrent";

    package = lib.mkPackageOption pkgs "transmission" {
      default = "transmission_4";
      example = "transmission_3";
    };

    settings = mkOption {
      default = { };
      example = {
        rpc-bind-address = "0.0.0.0";
        rpc-whitelist = "172.17.*.*";
      };
      description = ''
        The daemon's {file}`settings.json`. Passwords do not belong here: give them in
        {option}`services.transmission.credentialsFile`.
      '';
      type = types.submodule {
        freeformType = format.type;
        options = {
          download-dir = below "Downloads" "Where downloads go.";
          incomplete-dir = below ".incomplete" "Where downloads are until they are complete.";
          incomplete-dir-enabled = option types.bool true "Whether there is such a place.";
          watch-dir = below "watchdir" "Directory whose torrents are added.";
          watch-dir-enabled = option types.bool false "Whether there is such a directory.";
          trash-original-torrent-files =
            option types.bool false
              "Whether torrents that were added go from that directory.";
          message-level = option (types.ints.between 0 6) 2 "How much is logged: 0 nothing, 6 most.";
          peer-port = option types.port 51413 "Port that peers connect to.";
          peer-port-random-low =
            option types.port 65535
              "The first of the ports of which one is taken at each start.";
          peer-port-random-high = option types.port 65535 "The last of these.";
          peer-port-random-on-start = option types.bool false "Whether such a port is taken.";
          rpc-bind-address = mkOption {
            type = types.str;
            default = "127.0.0.1";
            example = "0.0.0.0";
            description = "Address of the web interface and of remote control.";
          };
          rpc-port = option types.port 9091 "Port of the web interface and of remote control.";
          script-torrent-done-enabled =
            option types.bool false
              "Whether a script runs when a torrent is complete.";
          script-torrent-done-filename = option (types.nullOr types.path) null "That script.";
          umask = option (types.either types.int types.str) "022" "The mask of downloads' modes.";
          utp-enabled = option types.bool true "Whether µTP is spoken.";
        };
      };
    };

    credentialsFile = mkOption {
      type = types.path;
      default = "/dev/null";
      example = "/run/secrets/transmission.json";
      description = ''
        File of the container with further settings as JSON, such as `rpc-password`. It is read at
        each start.
      '';
    };

    home = option types.path "/var/lib/transmission" "The daemon's directory.";
    user =
      option types.str "transmission"
        "User that the daemon runs as; created if it is the default one.";
    group =
      option types.str "transmission"
        "Group that the daemon runs as; created if it is the default one.";

    downloadDirPermissions = mkOption {
      type = types.nullOr types.str;
      default = null;
      example = "770";
      description = "Mode that the directories of downloads are given at each start; null leaves them as they are.";
    };

    extraFlags = mkOption {
      type = types.listOf types.str;
      default = [ ];
      example = [ "--log-debug" ];
      description = "Further arguments of the daemon.";
    };

    webHome = mkOption {
      type = types.nullOr types.path;
      default = null;
      description = "Directory with another web interface.";
    };

    openPeerPorts = lib.mkEnableOption "exposing the port of peers, which is exposed in any case,";
    openRPCPort = lib.mkEnableOption "exposing the port of the web interface";
    performanceNetParameters = lib.mkEnableOption "settings of the kernel, which is the host's: accepted without effect";
  };

  config = lib.mkIf cfg.enable {
    users = import ./account.nix { inherit config lib; } {
      name = "transmission";
      inherit (cfg) user group;
      description = "Transmission daemon";
      dataDir = cfg.home;
    };

    environment.systemPackages = [ cfg.package ];

    docker.internal = {
      exposedPorts = [
        "${peerPorts}/tcp"
        "${peerPorts}/udp"
      ]
      ++ lib.optional (
        cfg.openRPCPort || import ./reachable.nix cfg.settings.rpc-bind-address
      ) cfg.settings.rpc-port;
      essentialUnits = [ "transmission.service" ];
    };

    systemd.services.transmission = {
      description = "Transmission daemon";
      wantedBy = [ "multi-user.target" ];
      after = [ "network.target" ];
      environment = {
        CURL_CA_BUNDLE = "/etc/ssl/certs/ca-certificates.crt";
        TRANSMISSION_WEB_HOME = cfg.webHome;
      };
      serviceConfig = {
        Type = "notify";
        ExecStartPre = [ "+${prepare}" ];
        ExecStart = "${cfg.package}/bin/transmission-daemon -f -g ${settingsDir} ${lib.escapeShellArgs cfg.extraFlags}";
        ExecReload = "/bin/sh -c \"kill -HUP $MAINPID\"";
        User = cfg.user;
        Group = cfg.group;
        UMask = "0066";
        Restart = "on-failure";
      }
      // stateDirectory "transmission" "0750" cfg.home;
    };
  };
}
