# RabbitMQ, with the option names of NixOS.
{
  config,
  lib,
  pkgs,
  ...
}:

let
  inherit (lib) mkOption types;
  cfg = config.services.rabbitmq;
  stateDirectory = import ./state-directory.nix { inherit lib; };

  account = import ./account.nix { inherit config lib; };
  isReachable = import ./reachable.nix;

  items = pkgs.writeText "rabbitmq.conf" (
    lib.concatStrings (lib.mapAttrsToList (name: value: "${name} = ${value}\n") cfg.configItems)
  );

  advanced = pkgs.writeText "advanced.config" cfg.config;

  enabledPlugins = pkgs.writeText "enabled_plugins" "[ ${lib.concatStringsSep "," cfg.plugins} ].\n";

  # Read by the server and by rabbitmqctl. A node is found by its name, and keeps its data under it: the
  # container's own name is another after each `docker run`. Both know each other by a file at home.
  environment = pkgs.writeText "rabbitmq-env.conf" ''
    export HOME=${cfg.dataDir}
    NODENAME=rabbit@localhost
    MNESIA_BASE=${cfg.dataDir}/mnesia
    LOGS=-
    CONFIG_FILE=${items}
    ENABLED_PLUGINS_FILE=${enabledPlugins}
    ${lib.optionalString (cfg.config != "") "ADVANCED_CONFIG_FILE=${advanced}"}
    ${lib.optionalString (
      cfg.pluginDirs != [ ]
    ) ''PLUGINS_DIR="''${PLUGINS_DIR:+$PLUGINS_DIR:}${lib.concatStringsSep ":" cfg.pluginDirs}"''}
  '';

  # Run as root: where it is not there, whoever comes first makes the cookie, and a root's rabbitmqctl would make
  # one that the server can't read.
  prepare = pkgs.writeShellScript "rabbitmq-cookie" ''
    set -eu
    umask 077
    cookie=${cfg.dataDir}/.erlang.cookie
    ${
      if cfg.unsafeCookie != "" then
        "printf %s ${lib.escapeShellArg cfg.unsafeCookie} > $cookie"
      else
        "if [ ! -s $cookie ]; then head -c 30 /dev/urandom | base64 | tr -d '+/=\\n' > $cookie; fi"
    }
    # Where root's rights are missing the server runs as this user.
    chown rabbitmq:rabbitmq $cookie || true
  '';
in
{
  imports = [
    (lib.mkRemovedOptionModule [
      "services"
      "rabbitmq"
      "cookie"
    ] "Use services.rabbitmq.unsafeCookie: it stands in the image for everyone to read.")
  ];

  options.services.rabbitmq = {
    enable = lib.mkEnableOption "the RabbitMQ server";

    package = lib.mkPackageOption pkgs "rabbitmq-server" { };

    listenAddress = mkOption {
      type = types.str;
      default = "127.0.0.1";
      example = "0.0.0.0";
      description = "Address to listen on. The default is reached from inside the container only.";
    };

    port = mkOption {
      type = types.port;
      default = 5672;
      description = "Port to listen on.";
    };

    dataDir = mkOption {
      type = types.path;
      default = "/var/lib/rabbitmq";
      description = "Directory of the data. It belongs on a volume.";
    };

    unsafeCookie = mkOption {
      type = types.str;
      default = "";
      description = ''
        What servers and {command}`rabbitmqctl` know each other by. It stands in the image for everyone to
        read; without one the server makes its own.
      '';
    };

    configItems = mkOption {
      type = types.attrsOf types.str;
      default = { };
      example = {
        "auth_backends.1.authn" = "rabbit_auth_backend_internal";
      };
      description = "What stands in {file}`rabbitmq.conf`.";
    };

    config = mkOption {
      type = types.str;
      default = "";
      description = "What stands in {file}`advanced.config`, in Erlang's words.";
    };

    plugins = mkOption {
      type = types.listOf types.str;
      default = [ ];
      example = [ "rabbitmq_mqtt" ];
      description = "Plugins to switch on.";
    };

    pluginDirs = mkOption {
      type = types.listOf types.path;
      default = [ ];
      description = "Directories with further plugins.";
    };

    managementPlugin = {
      enable = lib.mkEnableOption "the management plugin, with pages and an API";
      port = mkOption {
        type = types.port;
        default = 15672;
        description = "Port that it listens on.";
      };
    };
  };

  config = lib.mkIf cfg.enable {
    services.rabbitmq = {
      configItems = lib.mkMerge [
        { "listeners.tcp.1" = lib.mkDefault "${cfg.listenAddress}:${toString cfg.port}"; }
        (lib.mkIf cfg.managementPlugin.enable {
          "management.tcp.port" = lib.mkDefault (toString cfg.managementPlugin.port);
          "management.tcp.ip" = lib.mkDefault cfg.listenAddress;
        })
      ];
      plugins = lib.optional cfg.managementPlugin.enable "rabbitmq_management";
    };

    users = account {
      name = "rabbitmq";
      description = "RabbitMQ server";
      inherit (cfg) dataDir;
    };

    environment.etc."rabbitmq/rabbitmq-env.conf".source = environment;

    docker.internal = {
      exposedPorts = lib.optionals (isReachable cfg.listenAddress) (
        [ cfg.port ] ++ lib.optional cfg.managementPlugin.enable cfg.managementPlugin.port
      );
      essentialUnits = [ "rabbitmq.service" ];
      # Debian's own rabbitmqctl becomes another user first.
      searchPath = [ "${cfg.package}/bin" ];
    };

    systemd.services.rabbitmq = {
      description = "RabbitMQ server";
      wantedBy = [ "multi-user.target" ];
      after = [ "network.target" ];
      # Erlang is there.
      path = [
        cfg.package
        "/usr"
      ];
      serviceConfig = {
        # At SIGTERM it shuts down in order.
        Type = "notify";
        NotifyAccess = "all";
        ExecStartPre = "+${prepare}";
        ExecStart = "${cfg.package}/bin/rabbitmq-server";
        User = "rabbitmq";
        Group = "rabbitmq";
        WorkingDirectory = cfg.dataDir;
        LogsDirectory = "rabbitmq";
        UMask = "0027";
        LimitNOFILE = 100000;
        TimeoutStartSec = 3600;
        Restart = "on-failure";
        RestartSec = "10s";
      }
      // stateDirectory "rabbitmq" "0750" cfg.dataDir;
    };
  };
}
