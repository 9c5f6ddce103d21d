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

  isReachable = server: server.openFirewall || import ../reachable.nix server.bind;

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
        # Where root's rights are missing the server runs as this user.
        chown ${server.user}:${server.group} "$conf" || true
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
in
{
  imports = [ ./legacy.nix ];

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
      type = lib.types.attrsOf (lib.types.submodule (import ./server.nix { inherit lib unitName; }));
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
