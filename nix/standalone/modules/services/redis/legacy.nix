# The options of the time when there was one server only.
{ lib, ... }:

let
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

  removed =
    lib.mapAttrsToList
      (
        option:
        lib.mkRemovedOptionModule [
          "services"
          "redis"
          option
        ]
      )
      {
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
}
