# Options of one Redis server.  What they lead to is in `settings`, the
# directives of its redis.conf.
{ lib, unitName }:

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
}
