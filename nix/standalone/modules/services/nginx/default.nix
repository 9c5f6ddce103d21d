# nginx, with the option names of NixOS: one server with virtual hosts, run as
# the user nginx from its first instruction on.
{
  config,
  lib,
  pkgs,
  ...
}:

let
  cfg = config.services.nginx;

  rendered = import ./render.nix { inherit lib pkgs cfg; };

  configFile = pkgs.writeText "nginx.conf" rendered.text;

  command = "${cfg.package}/bin/nginx -c ${
    if cfg.enableReload then "/etc/nginx/nginx.conf" else configFile
  }";

  hosts = lib.attrValues cfg.virtualHosts;in
{
  imports = [ ./options.nix ];

  config = lib.mkIf cfg.enable {
    assertions =
      lib.concatLists (
        lib.mapAttrsToList (
          name: host:
          let
            at = "services.nginx.virtualHosts.\"${name}\"";
          in
          [
            {
              assertion = !host.enableACME && host.useACMEHost == null;
              message = "${at}: ACME needs the modules of a nixpkgs (--nixpkgs); set sslCertificate and sslCertificateKey to files on a volume instead.";
            }
            {
              assertion =
                lib.count lib.id [
                  host.addSSL
                  host.onlySSL
                  host.forceSSL
                  host.rejectSSL
                ] <= 1;
              message = "${at}: addSSL, onlySSL, forceSSL and rejectSSL exclude one another.";
            }
            {
              assertion =
                !(host.addSSL || host.onlySSL || host.forceSSL) || !builtins.isPath host.sslCertificateKey;
              message = "${at}.sslCertificateKey is a path, which would put the key into the image. Write it as a string that names a file of the container, on a volume for instance.";
            }
            {
              assertion = !(host.globalRedirect != null && host.locations ? "/");
              message = "${at}: globalRedirect takes the location \"/\", which is declared too.";
            }
          ]
          ++ lib.mapAttrsToList (path: location: {
            assertion = location.root == null || location.alias == null;
            message = "${at}.locations.\"${path}\": set root or alias, not both.";
          }) host.locations
        ) cfg.virtualHosts
      )
      ++ [
        {
          assertion = lib.length (lib.filter (host: host.default) hosts) <= 1 || lib.any (host: host.listen != [ ]) hosts;
          message = "services.nginx.virtualHosts: only one host can be the default one.";
        }
      ];

    warnings = lib.concatLists (
      lib.mapAttrsToList (
        name: host:
        lib.optional (
          host.basicAuth != { } || lib.any (one: one.basicAuth != { }) (lib.attrValues host.locations)
        ) "services.nginx.virtualHosts.\"${name}\": the passwords of basicAuth are in the image, readable for everyone who has it; basicAuthFile keeps them out."
      ) cfg.virtualHosts
    );

    users.users = lib.optionalAttrs (cfg.user == "nginx") {
      nginx = {
        isSystemUser = true;
        group = cfg.group;
        description = "nginx web server";
      };
    };
    users.groups = lib.optionalAttrs (cfg.group == "nginx") { nginx = { }; };

    environment.etc = lib.optionalAttrs cfg.enableReload { "nginx/nginx.conf".source = configFile; };

    docker.internal = {
      exposedPorts = rendered.ports;
      essentialUnits = [ "nginx.service" ];
    };

    systemd.services.nginx = {
      description = "nginx web server";
      wantedBy = [ "multi-user.target" ];
      wants = [ "network.target" ];
      after = [ "network.target" ];
      startLimitIntervalSec = 60;

      preStart = ''
        ${cfg.preStart}
        ${command} -t
      '';

      serviceConfig = {
        ExecStart = command;
        ExecReload = [
          "${command} -t"
          "${command} -s reload"
        ];
        Restart = "always";
        RestartSec = "10s";
        User = cfg.user;
        Group = cfg.group;
        RuntimeDirectory = "nginx";
        RuntimeDirectoryMode = "0750";
        # Debian's nginx keeps the bodies of requests here while they arrive.
        StateDirectory = "nginx";
        StateDirectoryMode = "0750";
        CacheDirectory = "nginx";
        CacheDirectoryMode = "0750";
        LogsDirectory = "nginx";
        LogsDirectoryMode = "0750";
        UMask = "0027";
        AmbientCapabilities = [ "CAP_NET_BIND_SERVICE" ];
        CapabilityBoundingSet = [ "CAP_NET_BIND_SERVICE" ];
        NoNewPrivileges = true;
      };
    };
  };
}
