# memcached, with the option names of NixOS: a cache that forgets when it ends.
{
  config,
  lib,
  pkgs,
  ...
}:

let
  cfg = config.services.memcached;
  socket = "/run/memcached/memcached.sock";
in
{
  options.services.memcached = {
    enable = lib.mkEnableOption "the memcached server";

    user = lib.mkOption {
      type = lib.types.str;
      default = "memcached";
      description = "User that the server runs as; created if it is the default one.";
    };

    listen = lib.mkOption {
      type = lib.types.str;
      default = "127.0.0.1";
      example = "0.0.0.0";
      description = "Address to listen on. The default is reached from inside the container only.";
    };

    port = lib.mkOption {
      type = lib.types.port;
      default = 11211;
      description = "Port to listen on.";
    };

    enableUnixSocket = lib.mkEnableOption "a Unix socket at ${socket}, instead of a port,";

    maxMemory = lib.mkOption {
      type = lib.types.ints.positive;
      default = 64;
      description = "Megabytes that the cache may hold.";
    };

    maxConnections = lib.mkOption {
      type = lib.types.ints.positive;
      default = 1024;
      description = "Number of clients that may be connected at a time.";
    };

    extraOptions = lib.mkOption {
      type = lib.types.listOf lib.types.str;
      default = [ ];
      example = [ "-v" ];
      description = "Further arguments of the server.";
    };
  };

  config = lib.mkIf cfg.enable {
    users = lib.mkIf (cfg.user == "memcached") (
      import ./account.nix { inherit config lib; } {
        name = "memcached";
        description = "memcached server";
      }
    );

    environment.systemPackages = [ pkgs.memcached ];

    docker.internal = {
      exposedPorts = lib.optional (!cfg.enableUnixSocket && import ./reachable.nix cfg.listen) cfg.port;
      essentialUnits = [ "memcached.service" ];
    };

    systemd.services.memcached = {
      description = "memcached server";
      wantedBy = [ "multi-user.target" ];
      after = [ "network.target" ];
      serviceConfig = {
        ExecStart = lib.concatStringsSep " " (
          [ "${pkgs.memcached}/bin/memcached" ]
          ++ (
            if cfg.enableUnixSocket then
              [ "-s ${socket}" ]
            else
              [
                "-l ${cfg.listen}"
                "-p ${toString cfg.port}"
              ]
          )
          ++ [
            "-m ${toString cfg.maxMemory}"
            "-c ${toString cfg.maxConnections}"
          ]
          ++ cfg.extraOptions
        );
        User = cfg.user;
        RuntimeDirectory = "memcached";
        NoNewPrivileges = true;
        Restart = "on-failure";
      };
    };
  };
}
