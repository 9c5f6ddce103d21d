# PostgreSQL, with the option names of NixOS.  Three units, as there: the
# server, which has its databases and users when it is up, a oneshot for what a
# configuration adds to their making, and a target that stands for both.
{
  config,
  lib,
  pkgs,
  ...
}:

let
  cfg = config.services.postgresql;
  inherit (cfg) finalPackage;

  value =
    given:
    if given == true then
      "on"
    else if given == false then
      "off"
    else if builtins.isString given then
      "'${lib.replaceStrings [ "'" ] [ "''" ] given}'"
    else
      toString given;

  configFile = pkgs.writeText "postgresql.conf" (
    lib.concatStrings (
      lib.mapAttrsToList (key: given: "${key} = ${value given}\n") (
        lib.filterAttrs (_: given: given != null) cfg.settings
      )
    )
    + lib.optionalString (cfg.extraConfig != "") "${cfg.extraConfig}\n"
    + recovery.lines
  );

  recovery = import ./recovery.nix { inherit lib cfg; };

  # For psql, and not for the server, which may be a client of others.
  exported = {
    PGPORT = toString cfg.settings.port;
    PGHOST = lib.head (lib.splitString "," cfg.settings.unix_socket_directories);
    PGUSER = "postgres";
    PGDATABASE = "postgres";
  };

  # What the configuration adds comes after it.
  setUp = lib.mkBefore ''
    ${lib.toShellVars exported}
    export ${toString (lib.attrNames exported)}
    # Until 2025 NixOS had it for such additions.
    PSQL="psql --port=$PGPORT"
    sql="psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1"

    recovers() { [ "$($sql --tuples-only --no-align --command='SELECT pg_is_in_recovery()')" = t ]; }
    # What is restored is a server of its own when that has ended.
    while [ ! -e "$PGDATA/standby.signal" ] && recovers; do
      sleep 0.2
    done
    if recovers; then
      echo "a replica gets its databases and users from its primary server"
    else
      if [ -e "$PGDATA/.first_startup" ]; then
        ${lib.optionalString (cfg.initialScript != null) "$sql --file=${cfg.initialScript}"}
        rm -f "$PGDATA/.first_startup"
      fi
      $sql --file=${ensureFile}
    fi
  '';

  ensureFile = pkgs.writeText "postgresql-ensure.sql" (import ./ensure.nix { inherit lib cfg; });

  # Says that initdb has begun, and not ended.
  incomplete = lib.escapeShellArg "${cfg.dataDir}.incomplete";

  # Run as root: a directory on a fresh volume belongs to root.
  makeDataDir = pkgs.writeShellScript "postgresql-data-dir" ''
    set -eu
    # What is above it is everyone's to pass; the unit's UMask is about the data.
    umask 0022
    dir=${lib.escapeShellArg cfg.dataDir}
    mkdir -p "$(dirname "$dir")"
    if [ -e ${incomplete} ]; then
      echo "what an interrupted initdb left in $dir is removed"
      find "$dir" -mindepth 1 -delete
    fi
    if [ ! -e "$dir/PG_VERSION" ]; then
      install -d -m 0700 -o postgres -g postgres "$dir"
      touch ${incomplete}
    fi
  '';

  isReachable = lib.any (address: address != "" && import ../reachable.nix address) (
    lib.splitString "," (lib.replaceStrings [ " " ] [ "" ] cfg.settings.listen_addresses)
  );
in
{
  imports = [ ./options.nix ];

  config = lib.mkIf cfg.enable {
    assertions = map (user: {
      assertion = !user.ensureDBOwnership || lib.elem user.name cfg.ensureDatabases;
      message = "services.postgresql.ensureUsers: ensureDBOwnership of \"${user.name}\" needs a database of that name in services.postgresql.ensureDatabases.";
    }) cfg.ensureUsers;

    services.postgresql = {
      finalPackage =
        if cfg.extensions == [ ] then
          cfg.package
        else
          cfg.package.withPackages (
            available: if builtins.isFunction cfg.extensions then cfg.extensions available else cfg.extensions
          );

      authentication = lib.mkAfter ''
        local all postgres peer map=postgres
        local all all peer
        host all all 127.0.0.1/32 scram-sha-256
        host all all ::1/128 scram-sha-256
      '';

      identMap = lib.mkAfter "postgres postgres postgres\n";

      settings = {
        hba_file = "${pkgs.writeText "pg_hba.conf" cfg.authentication}";
        ident_file = "${pkgs.writeText "pg_ident.conf" cfg.identMap}";
        log_destination = "stderr";
        listen_addresses = lib.mkDefault (if cfg.enableTCPIP then "*" else "localhost");
        unix_socket_directories = lib.mkDefault "/run/postgresql";
        jit = lib.mkDefault cfg.enableJIT;
      };
    };

    users = import ../account.nix { inherit config lib; } {
      name = "postgres";
      description = "PostgreSQL server";
      more = {
        home = "/var/lib/postgresql";
        useDefaultShell = true;
      };
    };

    environment.systemPackages = [ finalPackage ];

    docker.internal = {
      exposedPorts = lib.optional isReachable cfg.settings.port;
      essentialUnits = [ "postgresql.service" ];
    };

    systemd.targets.postgresql = {
      description = "PostgreSQL, with its databases and users";
      wantedBy = [ "multi-user.target" ];
      requires = [
        "postgresql.service"
        "postgresql-setup.service"
      ];
      after = [
        "postgresql.service"
        "postgresql-setup.service"
      ];
    };

    systemd.services.postgresql = {
      description = "PostgreSQL server";
      after = [ "network.target" ];
      path = [
        finalPackage
        # The locale C.UTF-8, and `locale`, which initdb asks.
        pkgs.getent
      ];
      startLimitIntervalSec = 605;

      environment = {
        PGDATA = cfg.dataDir;
        # Names the encoding of new databases.
        LANG = lib.mkDefault "C.UTF-8";
      };

      preStart = ''
        if [ ! -e "$PGDATA/PG_VERSION" ]; then
          initdb --username=postgres --auth=peer ${lib.escapeShellArgs cfg.initdbArgs} > /dev/null
          touch "$PGDATA/.first_startup"
        fi
        ln -sfn ${configFile} "$PGDATA/postgresql.conf"
        ${recovery.script}
      '';

      postStart = setUp;

      serviceConfig = {
        Type = "notify";
        ExecStartPre = lib.mkMerge [
          (lib.mkBefore [ "+${makeDataDir}" ])
          (lib.mkAfter [ "+${pkgs.coreutils}/bin/rm -f ${incomplete}" ])
        ];
        ExecStart = "${finalPackage}/bin/postgres";
        ExecReload = "${finalPackage}/bin/pg_ctl reload --silent";
        User = "postgres";
        Group = "postgres";
        RuntimeDirectory = "postgresql";
        # "Fast shutdown": open transactions are rolled back, the data is written.
        KillSignal = "SIGINT";
        KillMode = "mixed";
        TimeoutStopSec = 120;
        # A large first script, or recovery after a crash, may take its time.
        TimeoutStartSec = 900;
        Restart = "always";
        UMask = "0027";
      }
      // lib.mapAttrs (_: lib.mkIf (lib.hasPrefix "/var/lib/postgresql" cfg.dataDir)) {
        StateDirectory = "postgresql";
        StateDirectoryMode = "0750";
      };
    };

    # What NixOS has had apart since 2025; here, as before, who waits for the server finds them made.
    systemd.services.postgresql-setup = {
      description = "PostgreSQL databases and users";
      requires = [ "postgresql.service" ];
      after = [ "postgresql.service" ];
      path = [ finalPackage ];
      environment = exported // {
        PGDATA = cfg.dataDir;
        LANG = lib.mkDefault "C.UTF-8";
      };
      script = lib.mkBefore "# They were made when the server had started.";

      serviceConfig = {
        Type = "oneshot";
        RemainAfterExit = true;
        User = "postgres";
        Group = "postgres";
      };
    };
  };
}
