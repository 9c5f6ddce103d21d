# MariaDB, with the option names of NixOS.  The data directory is made at the
# first start; databases and users come about once the server answers.
{
  config,
  lib,
  pkgs,
  ...
}:

let
  cfg = config.services.mysql;
  stateDirectory = import ../state-directory.nix { inherit lib; };

  port = cfg.settings.mysqld.port or 3306;

  identifier = name: "`${lib.replaceStrings [ "`" ] [ "``" ] name}`";
  literal = text: "'${lib.replaceStrings [ "\\" "'" ] [ "\\\\" "''" ] text}'";

  ensureSql = pkgs.writeText "mysql-ensure.sql" (
    lib.concatMapStrings (
      name: "CREATE DATABASE IF NOT EXISTS ${identifier name};\n"
    ) cfg.ensureDatabases
    + lib.concatMapStrings (
      user:
      "CREATE USER IF NOT EXISTS ${literal user.name}@'localhost' IDENTIFIED WITH unix_socket;\n"
      + lib.concatStrings (
        lib.mapAttrsToList (
          tables: rights: "GRANT ${rights} ON ${tables} TO ${literal user.name}@'localhost';\n"
        ) user.ensurePermissions
      )
    ) cfg.ensureUsers
  );

  initialDatabase =
    { name, schema }:
    ''
      echo ${lib.escapeShellArg "CREATE DATABASE IF NOT EXISTS ${identifier name};"} | $client
    ''
    + lib.optionalString (schema != null) ''
      if [ -d ${schema} ]; then
        cat ${schema}/*.sql | $client ${lib.escapeShellArg name}
      else
        $client ${lib.escapeShellArg name} < ${schema}
      fi
    '';

  # Run as root: a directory on a fresh volume belongs to root.
  makeDataDir = pkgs.writeShellScript "mysql-data-dir" ''
    set -eu
    # What is above it is everyone's to pass; the unit's UMask is about the data.
    umask 0022
    dir=${lib.escapeShellArg cfg.dataDir}
    mkdir -p "$dir"
    if [ ! -e "$dir/mysql" ]; then
      # Where root's rights are missing the server runs as this user.
      chmod 0700 "$dir" && chown ${cfg.user}:${cfg.group} "$dir" || true
    fi
  '';
in
{
  imports = [
    ./options.nix
    ./replication.nix
  ];

  config = lib.mkIf cfg.enable {
    services.mysql.settings.mysqld = {
      datadir = cfg.dataDir;
      port = lib.mkDefault 3306;
      socket = lib.mkDefault "/run/mysqld/mysqld.sock";
    };

    users = import ../account.nix { inherit config lib; } {
      name = "mysql";
      inherit (cfg) user group;
      description = "MariaDB server";
    };

    environment.systemPackages = [ cfg.package ];
    environment.etc."my.cnf".source = cfg.configFile;

    docker.internal = {
      exposedPorts = lib.optional (
        !(cfg.settings.mysqld.skip-networking or false)
        && import ../reachable.nix (cfg.settings.mysqld.bind-address or null)
      ) port;
      essentialUnits = [ "mysql.service" ];
    };

    systemd.services.mysql = {
      description = "MariaDB server";
      wantedBy = [ "multi-user.target" ];
      aliases = [ "mariadb.service" ];
      after = [ "network.target" ];
      path = [
        cfg.package
        pkgs.gnused
        pkgs.gawk
      ];

      preStart = ''
        data=${lib.escapeShellArg cfg.dataDir}
        if [ -e "$data/.incomplete" ]; then
          echo "what an interrupted installation left in $data is removed"
          rm -rf "$data"/{mysql,performance_schema,sys,ibdata*,ib_*,ibtmp*,undo*,aria_log*}
        fi
        if [ ! -e "$data/mysql" ]; then
          touch "$data/.incomplete"
          mariadb-install-db --defaults-file=/etc/my.cnf --basedir=/usr \
            --datadir="$data" --user=${cfg.user} --skip-test-db --skip-name-resolve > /dev/null
          touch "$data/.first_start"
          rm "$data/.incomplete"
        fi
      '';

      # Through the socket, the user that the server runs as may do everything.
      postStart = ''
        set -o pipefail
        data=${lib.escapeShellArg cfg.dataDir}
        client="mariadb --defaults-file=/etc/my.cnf --socket=${cfg.settings.mysqld.socket} --user=${cfg.user} --batch --skip-column-names"

        if [ -e "$data/.first_start" ]; then
          ${lib.concatMapStrings initialDatabase cfg.initialDatabases}
          ${lib.optionalString (cfg.initialScript != null) "$client < ${cfg.initialScript}"}
          ${lib.optionalString (
            cfg.firstSql != ""
          ) "$client < ${pkgs.writeText "mysql-first.sql" cfg.firstSql}"}
          rm "$data/.first_start"
        fi
        $client < ${ensureSql}
      '';

      serviceConfig = {
        Type = "notify";
        ExecStartPre = lib.mkBefore [ "+${makeDataDir}" ];
        ExecStart = "${cfg.package}/bin/mariadbd --defaults-file=/etc/my.cnf";
        User = cfg.user;
        Group = cfg.group;
        RuntimeDirectory = "mysqld";
        Restart = "on-abort";
        RestartSec = "5s";
        # Recovery after a crash may take its time.
        TimeoutStartSec = 900;
        TimeoutStopSec = 900;
        LimitNOFILE = 32768;
        UMask = "0027";
      }
      // stateDirectory "mysql" "0700" cfg.dataDir;
    };
  };
}
