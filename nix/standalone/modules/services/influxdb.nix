# InfluxDB (1.x), with the option names of NixOS.
{
  config,
  lib,
  pkgs,
  ...
}:

let
  inherit (lib) mkOption types;
  cfg = config.services.influxdb;

  account = import ./account.nix { inherit config lib; };
  isReachable = import ./reachable.nix;

  settings = lib.recursiveUpdate {
    meta.dir = "${cfg.dataDir}/meta";
    data = {
      dir = "${cfg.dataDir}/data";
      wal-dir = "${cfg.dataDir}/wal";
    };
    http.bind-address = ":8086";
    monitor.store-enabled = false;
    # Nothing is reported to its makers.
    reporting-disabled = true;
  } cfg.extraConfig;

  configFile = pkgs.writeChecked {
    name = "influxdb.toml";
    source = (pkgs.formats.toml { }).generate "influxdb.toml" settings;
    inherit (cfg) package;
    option = "services.influxdb.extraConfig";
    command = "run influxd config -config $file";
  };

  address = settings.http.bind-address;
  host = lib.concatStringsSep ":" (lib.init (lib.splitString ":" address));
  port = lib.toInt (lib.last (lib.splitString ":" address));
in
{
  options.services.influxdb = {
    enable = lib.mkEnableOption "the InfluxDB server";

    package = lib.mkPackageOption pkgs "influxdb" { };

    user = mkOption {
      type = types.str;
      default = "influxdb";
      description = "User that the server runs as; created if it is the default one.";
    };

    group = mkOption {
      type = types.str;
      default = "influxdb";
      description = "Group that the server runs as; created if it is the default one.";
    };

    dataDir = mkOption {
      type = types.path;
      default = "/var/db/influxdb";
      description = "Directory of the data. It is made when it is not there, and belongs on a volume.";
    };

    extraConfig = mkOption {
      type = types.attrs;
      default = { };
      example = {
        http.auth-enabled = true;
      };
      description = "Sections of {file}`influxdb.conf`, beside those that say where things are.";
    };
  };

  config = lib.mkIf cfg.enable {
    users = account {
      name = "influxdb";
      inherit (cfg) user group;
      description = "InfluxDB server";
    };

    environment.systemPackages = [ cfg.package ];
    environment.etc."influxdb/influxdb.conf".source = configFile;

    docker.internal = {
      exposedPorts = lib.optional (isReachable host) port;
      essentialUnits = [ "influxdb.service" ];
    };

    systemd.services.influxdb = {
      description = "InfluxDB server";
      wantedBy = [ "multi-user.target" ];
      after = [ "network.target" ];
      serviceConfig = {
        ExecStartPre = [
          "+${pkgs.writeShellScript "influxdb-directory" ''
            set -eu
            mkdir -p ${lib.escapeShellArg cfg.dataDir}
            # Where root's rights are missing the server runs as this user.
            chmod 0770 ${lib.escapeShellArg cfg.dataDir} && chown ${cfg.user}:${cfg.group} ${lib.escapeShellArg cfg.dataDir} || true
          ''}"
        ];
        ExecStart = "${cfg.package}/bin/influxd -config /etc/influxdb/influxdb.conf";
        User = cfg.user;
        Group = cfg.group;
        NoNewPrivileges = true;
        Restart = "on-failure";
      };
      # It is there when it answers.
      postStart = ''
        until (exec 3<> /dev/tcp/127.0.0.1/${toString port}) 2> /dev/null; do sleep 0.2; done
      '';
    };
  };
}
