# Redis: any number of servers under `services.redis.servers`, with the option
# names of NixOS.  The server called "" is the plain one: unit redis.service,
# user redis, data in /var/lib/redis; every other one has "redis-NAME" instead.
{
  config,
  lib,
  pkgs,
  ...
}:

let
  cfg = config.services.redis;

  enabled = lib.filterAttrs (_: server: server.enable) cfg.servers;

  unitName = name: if name == "" then "redis" else "redis-${name}";

  yesNo = value: if value then "yes" else "no";

  isReachable =
    server:
    server.openFirewall
    || !lib.elem server.bind [
      "127.0.0.1"
      "::1"
      "localhost"
    ];

  # One directive of redis.conf; a list repeats its key.
  directive =
    key: value:
    if value == null then
      ""
    else if builtins.isList value then
      lib.concatMapStrings (directive key) value
    else if builtins.isBool value then
      "${key} ${yesNo value}\n"
    else
      "${key} ${toString value}\n";

  configFile =
    name: server:
    pkgs.writeText "${unitName name}.conf" (
      lib.concatStrings (lib.mapAttrsToList directive server.settings)
    );

  serverOptions =
    { name, config, ... }:
    {
      options = {
        enable = lib.mkEnableOption "this Redis server";

        user = lib.mkOption {
          type = lib.types.str;
          default = unitName name;
          defaultText = lib.literalExpression ''if name == "" then "redis" else "redis-''${name}"'';
          description = ''
            User that the server runs as. The default one is created; any other
            has to be declared under {option}`users.users`.
          '';
        };

        group = lib.mkOption {
          type = lib.types.str;
          default = config.user;
          defaultText = lib.literalExpression "config.user";
          description = "Group that the server runs as; created if it is the default one.";
        };

        port = lib.mkOption {
          type = lib.types.port;
          default = if name == "" then 6379 else 0;
          defaultText = lib.literalExpression ''if name == "" then 6379 else 0'';
          description = "TCP port to listen on; 0 listens on no TCP port at all.";
        };

        extraParams = lib.mkOption {
          type = lib.types.listOf lib.types.str;
          default = [ ];
          example = [ "--sentinel" ];
          description = "Further arguments for {command}`redis-server`.";
        };

        bind = lib.mkOption {
          type = lib.types.nullOr lib.types.str;
          default = if name == "" then "127.0.0.1" else null;
          defaultText = lib.literalExpression ''if name == "" then "127.0.0.1" else null'';
          example = "0.0.0.0";
          description = ''
            Address to listen on; `null` means every one. The default of the
            plain server is reached from inside the container only.
          '';
        };

        unixSocket = lib.mkOption {
          type = lib.types.nullOr lib.types.path;
          default = "/run/${unitName name}/redis.sock";
          defaultText = lib.literalExpression ''
            if name == "" then "/run/redis/redis.sock" else "/run/redis-''${name}/redis.sock"
          '';
          description = "Unix socket to listen on; `null` for none.";
        };

        unixSocketPerm = lib.mkOption {
          type = lib.types.int;
          default = 660;
          example = 600;
          description = "Mode of the Unix socket, its octal digits written as a number.";
        };

        openFirewall = lib.mkOption {
          type = lib.types.bool;
          default = false;
          description = "Whether to expose the server's port.";
        };

        logLevel = lib.mkOption {
          type = lib.types.str;
          default = "notice";
          example = "debug";
          description = "How much is logged: debug, verbose, notice or warning.";
        };

        logfile = lib.mkOption {
          type = lib.types.str;
          default = "/dev/null";
          example = "/var/log/redis.log";
          description = ''
            File that the log goes to, beside the system log of
            {option}`services.redis.servers.<name>.syslog`; "stdout" for the
            standard output.
          '';
        };

        syslog = lib.mkOption {
          type = lib.types.bool;
          default = true;
          description = "Whether to log to the system log, which the container prints.";
        };

        databases = lib.mkOption {
          type = lib.types.int;
          default = 16;
          description = "Number of databases.";
        };

        maxclients = lib.mkOption {
          type = lib.types.int;
          default = 10000;
          description = "Number of clients that may be connected at a time.";
        };

        save = lib.mkOption {
          type = lib.types.listOf (lib.types.listOf lib.types.int);
          default = [
            [
              900
              1
            ]
            [
              300
              10
            ]
            [
              60
              10000
            ]
          ];
          example = [ ];
          description = ''
            When to write a snapshot of the data to disk: pairs of a number of
            seconds and of the number of changes within them that make one due.
            An empty list writes none.
          '';
        };

        slaveOf = lib.mkOption {
          type = lib.types.nullOr (
            lib.types.submodule {
              options = {
                ip = lib.mkOption {
                  type = lib.types.str;
                  description = "Address of the server to copy.";
                  example = "192.0.2.10";
                };
                port = lib.mkOption {
                  type = lib.types.port;
                  default = 6379;
                  description = "Port of the server to copy.";
                };
              };
            }
          );
          default = null;
          example = {
            ip = "192.0.2.10";
            port = 6379;
          };
          description = "Server of which this one is a replica.";
        };

        masterAuth = lib.mkOption {
          type = lib.types.nullOr lib.types.str;
          default = null;
          description = ''
            Password that a replica shows to its master. It ends up in the
            image, readable for everyone who has the image.
          '';
        };

        requirePass = lib.mkOption {
          type = lib.types.nullOr lib.types.str;
          default = null;
          example = "not-a-secret";
          description = ''
            Password that clients must give. It ends up in the image, readable
            for everyone who has the image; use
            {option}`services.redis.servers.<name>.requirePassFile` instead.
          '';
        };

        requirePassFile = lib.mkOption {
          type = lib.types.nullOr lib.types.path;
          default = null;
          example = "/run/secrets/redis";
          description = ''
            File in the container, on a volume for example, whose first line is
            the password that clients must give. It is read at each start.
          '';
        };

        appendOnly = lib.mkOption {
          type = lib.types.bool;
          default = false;
          description = "Whether to write every change to a journal on disk as it happens.";
        };

        appendFsync = lib.mkOption {
          type = lib.types.str;
          default = "everysec";
          example = "always";
          description = "How often that journal is forced to disk: no, always or everysec.";
        };

        slowLogLogSlowerThan = lib.mkOption {
          type = lib.types.int;
          default = 10000;
          example = 1000;
          description = "Microseconds that a command may take before the slow log has it.";
        };

        slowLogMaxLen = lib.mkOption {
          type = lib.types.int;
          default = 128;
          description = "Number of entries that the slow log keeps.";
        };

        settings = lib.mkOption {
          type = lib.types.attrsOf (
            lib.types.nullOr (
              lib.types.oneOf [
                lib.types.bool
                lib.types.int
                lib.types.str
                (lib.types.listOf lib.types.str)
              ]
            )
          );
          default = { };
          example = lib.literalExpression ''
            {
              maxmemory = "100mb";
              protected-mode = false;
              loadmodule = [ "/path/to/module.so" ];
            }
          '';
          description = ''
            Directives of {file}`redis.conf`; a list repeats its directive and
            `null` leaves it out.
          '';
        };
      };

      config.settings = lib.mapAttrs (_: lib.mkDefault) {
        inherit (config) port databases maxclients;
        inherit (config) bind;
        daemonize = false;
        supervised = "systemd";
        loglevel = config.logLevel;
        logfile = config.logfile;
        syslog-enabled = config.syslog;
        syslog-ident = unitName name;
        save =
          if config.save == [ ] then "\"\"" else map (lib.concatMapStringsSep " " toString) config.save;
        dbfilename = "dump.rdb";
        dir = "/var/lib/${unitName name}";
        appendonly = config.appendOnly;
        appendfsync = config.appendFsync;
        slowlog-log-slower-than = config.slowLogLogSlowerThan;
        slowlog-max-len = config.slowLogMaxLen;
        unixsocket = config.unixSocket;
        unixsocketperm = if config.unixSocket == null then null else toString config.unixSocketPerm;
        replicaof =
          if config.slaveOf == null then null else "${config.slaveOf.ip} ${toString config.slaveOf.port}";
        masterauth = config.masterAuth;
        requirepass = config.requirePass;
      };
    };

  # Run as root.  The configuration is taken afresh at each start (what CONFIG
  # REWRITE writes lasts until then), and the password never enters the store.
  prepare =
    name: server:
    pkgs.writeShellScript "${unitName name}-prepare" (
      ''
        set -eu
        umask 077
        conf=/run/${unitName name}/redis.conf
        cat ${configFile name server} > "$conf"
      ''
      + lib.optionalString (server.requirePassFile != null) ''
        password=$(head -n 1 ${lib.escapeShellArg (toString server.requirePassFile)} | sed 's/[\\"]/\\&/g')
        printf 'requirepass "%s"\n' "$password" >> "$conf"
      ''
      + ''
        chown ${server.user}:${server.group} "$conf"
      ''
    );

  service =
    name: server:
    let
      unit = unitName name;
    in
    {
      description = "Redis server${lib.optionalString (name != "") " ${name}"}";
      wantedBy = [ "multi-user.target" ];
      after = [ "network.target" ];

      serviceConfig = {
        Type = "notify";
        ExecStartPre = [ "+${prepare name server}" ];
        ExecStart = lib.concatStringsSep " " (
          [
            "${cfg.package}/bin/redis-server"
            "/run/${unit}/redis.conf"
          ]
          ++ server.extraParams
        );
        User = server.user;
        Group = server.group;
        RuntimeDirectory = unit;
        RuntimeDirectoryMode = "0750";
        StateDirectory = unit;
        StateDirectoryMode = "0700";
        UMask = "0077";
        LimitNOFILE = server.maxclients + 32;
        Restart = "always";
      };
    };

  # The options of the time when there was one server only.
  renamed =
    map
      (
        option:
        lib.mkRenamedOptionModule
          [
            "services"
            "redis"
            option
          ]
          [
            "services"
            "redis"
            "servers"
            ""
            option
          ]
      )
      [
        "enable"
        "port"
        "openFirewall"
        "bind"
        "unixSocket"
        "logLevel"
        "logfile"
        "syslog"
        "databases"
        "save"
        "slaveOf"
        "masterAuth"
        "requirePass"
        "requirePassFile"
        "appendOnly"
        "appendFsync"
        "slowLogLogSlowerThan"
        "slowLogMaxLen"
        "settings"
      ];

  removed = lib.mapAttrsToList (option: lib.mkRemovedOptionModule [ "services" "redis" option ]) {
    user = "Use services.redis.servers.<name>.user instead.";
    dbpath = "The data is in /var/lib/redis, or /var/lib/redis-<name>.";
    dbFilename = "The data is in dump.rdb in /var/lib/redis, or /var/lib/redis-<name>.";
    appendOnlyFilename = "It has no effect.";
    pidFile = "It has no effect.";
    extraConfig = "Use services.redis.servers.<name>.settings instead.";
  };
in
{
  imports = renamed ++ removed;

  options.services.redis = {
    package = lib.mkPackageOption pkgs "redis" { };

    vmOverCommit = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = ''
        Whether the kernel should promise more memory than it has, as Redis
        likes it. The kernel is that of the container's host: set
        `vm.overcommit_memory` there; the option is accepted and changes nothing.
      '';
    };

    servers = lib.mkOption {
      type = lib.types.attrsOf (lib.types.submodule serverOptions);
      default = { };
      example = lib.literalExpression ''
        {
          "" = {
            enable = true;
            bind = "0.0.0.0";
            requirePassFile = "/run/secrets/redis";
          };
          sessions = {
            enable = true;
            port = 6380;
          };
        }
      '';
      description = "Redis servers by name; the one named \"\" is the plain `redis`.";
    };
  };

  config = lib.mkIf (enabled != { }) {
    assertions = lib.mapAttrsToList (name: server: {
      assertion = server.requirePass == null || server.requirePassFile == null;
      message = "services.redis.servers.\"${name}\": set requirePass or requirePassFile, not both.";
    }) enabled;

    warnings = lib.concatLists (
      lib.mapAttrsToList (
        name: server:
        lib.optional (server.requirePass != null || server.masterAuth != null)
          "services.redis.servers.\"${name}\": the password is in the image, readable for everyone who has it; requirePassFile keeps it out."
      ) enabled
    );

    docker.internal = {
      exposedPorts = lib.filter (port: port != 0) (
        map (server: server.port) (lib.filter isReachable (lib.attrValues enabled))
      );
      essentialUnits = map (name: "${unitName name}.service") (lib.attrNames enabled);
    };

    environment.systemPackages = [ cfg.package ];

    users.users = lib.mapAttrs' (
      name: server:
      lib.nameValuePair (unitName name) {
        isSystemUser = true;
        group = server.group;
        description = "Redis server";
      }
    ) (lib.filterAttrs (name: server: server.user == unitName name) enabled);

    users.groups = lib.mapAttrs' (name: _: lib.nameValuePair (unitName name) { }) (
      lib.filterAttrs (name: server: server.group == unitName name) enabled
    );

    systemd.services = lib.mapAttrs' (
      name: server: lib.nameValuePair (unitName name) (service name server)
    ) enabled;
  };
}
