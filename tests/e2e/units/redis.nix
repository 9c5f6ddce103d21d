# Redis with the directives that NixOS' module gives its units: readiness, directories, a preparation that
# root does, and logs that only syslog gets. Two servers, as in samples/redis.nix, for the same client.
{ lib, pkgs, ... }:

let
  server =
    name: port: extraConfig:
    let
      conf = pkgs.writeText "${name}.conf" ''
        port ${toString port}
        daemonize no
        supervised systemd
        protected-mode no
        unixsocket /run/${name}/redis.sock
        loglevel notice
        logfile /dev/null
        syslog-enabled yes
        syslog-ident ${name}
        dir /var/lib/${name}
        ${extraConfig}
      '';
    in
    {
      description = "Redis Server - ${name}";
      wantedBy = [ "multi-user.target" ];
      after = [ "network.target" ];
      serviceConfig = {
        Type = "notify";
        # The server's own settings may change while it runs; the given ones are included afresh.
        ExecStartPre = "+${pkgs.writeShellScript "${name}-prep-conf" ''
          for file in /var/lib/${name}/redis.conf /run/${name}/nixos.conf; do
            touch "$file"
            chown ${name}:${name} "$file"
            chmod 0600 "$file"
          done
          if [ ! -s /var/lib/${name}/redis.conf ]; then
            echo 'include "/run/${name}/nixos.conf"' > /var/lib/${name}/redis.conf
          fi
          echo 'include "${conf}"' > /run/${name}/nixos.conf
        ''}";
        ExecStart = "${pkgs.redis}/bin/redis-server /var/lib/${name}/redis.conf ";
        User = name;
        Group = name;
        RuntimeDirectory = name;
        RuntimeDirectoryMode = "0750";
        StateDirectory = name;
        StateDirectoryMode = "0700";
        UMask = "0077";
        CapabilityBoundingSet = "";
        NoNewPrivileges = true;
        LimitNOFILE = "10032";
        # Noted by the init, and left to the container's own walls.
        ProtectSystem = "strict";
        PrivateUsers = true;
        MemoryDenyWriteExecute = true;
        SystemCallFilter = "~@cpu-emulation @debug @keyring @memlock @mount @obsolete @privileged @resources @setuid";
      };
    };

  names = [
    "redis"
    "redis-cache"
  ];
in
{
  users.users = lib.genAttrs names (name: {
    isSystemUser = true;
    group = name;
  });
  users.groups = lib.genAttrs names (_: { });

  systemd.services.redis = server "redis" 6379 "appendonly yes";
  systemd.services.redis-cache = server "redis-cache" 6380 "save \"\"";

  docker.volumes = [ "/var/lib/redis" ];
}
