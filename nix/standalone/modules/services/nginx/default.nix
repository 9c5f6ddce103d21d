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

  acme = import ./acme.nix {
    inherit lib cfg;
    inherit (config.security) acme;
  };

  rendered = import ./render.nix {
    inherit
      lib
      pkgs
      cfg
      acme
      ;
  };

  configFile = import ./checked.nix {
    inherit lib pkgs cfg;
    inherit (rendered) text;
  };

  command = "${cfg.package}/bin/nginx -c ${
    if cfg.enableReload then "/etc/nginx/nginx.conf" else configFile
  }";

  hosts = lib.attrValues cfg.virtualHosts;
in
{
  imports = [
    ./gitweb.nix
    ./module-options.nix
    ./options.nix
  ];

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
                acme.isUsed host
                || !(host.addSSL || host.onlySSL || host.forceSSL)
                || !builtins.isPath host.sslCertificateKey;
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
      ++ map (
        name:
        let
          inherit (config.security.acme.certs.${name}) group;
        in
        {
          assertion =
            group == cfg.group
            || lib.elem group (config.users.users.${cfg.user} or { }).extraGroups or [ ]
            || lib.elem cfg.user (config.users.groups.${group} or { }).members or [ ];
          message = "security.acme.certs.\"${name}\".group is ${group}, so nginx can't read the certificate. Set it to \"${cfg.group}\", or add: users.users.${cfg.user}.extraGroups = [ \"${group}\" ];";
        }
      ) acme.names
      ++ [
        {
          assertion =
            lib.length (lib.filter (host: host.default) hosts) <= 1 || lib.any (host: host.listen != [ ]) hosts;
          message = "services.nginx.virtualHosts: only one host can be the default one.";
        }
      ];

    security.acme.certs = acme.certs;

    # A location of the host, which the configuration may have more of.
    services.nginx.virtualHosts.localhost = lib.mkIf cfg.statusPage {
      serverAliases = [
        "127.0.0.1"
        "[::1]"
      ];
      locations."/nginx_status".extraConfig = ''
        stub_status;
        access_log off;
        allow 127.0.0.1;
        allow ::1;
        deny all;
      '';
    };

    warnings =
      lib.optional (cfg.recommendedZstdSettings) "services.nginx.recommendedZstdSettings: Debian's nginx has no module for zstd; recommendedGzipSettings and recommendedBrotliSettings compress."
      # Before apt has been asked nothing is known of it.
      ++
        lib.optional
          (cfg.package.version or "0" != "0" && lib.any (host: host.quic && !rendered.quic host) hosts)
          "services.nginx.virtualHosts: quic has no effect, as Debian's nginx ${cfg.package.version} has no QUIC (1.25 and newer have); HTTP/2 is served."
      ++ lib.concatLists (
        lib.mapAttrsToList (
          name: host:
          lib.optional
            (host.basicAuth != { } || lib.any (one: one.basicAuth != { }) (lib.attrValues host.locations))
            "services.nginx.virtualHosts.\"${name}\": the passwords of basicAuth are in the image, readable for everyone who has it; basicAuthFile keeps them out."
        ) cfg.virtualHosts
      );

    users = import ../account.nix { inherit config lib; } {
      name = "nginx";
      inherit (cfg) user group;
      description = "nginx web server";
    };

    environment.etc."nginx/nginx.conf" = lib.mkIf cfg.enableReload { source = configFile; };

    docker.internal = {
      exposedPorts = rendered.ports;
      essentialUnits = [ "nginx.service" ];
    };

    systemd.services.nginx = {
      description = "nginx web server";
      wantedBy = [ "multi-user.target" ];
      wants = [ "network.target" ] ++ map (name: "acme-${name}.service") acme.names;
      after = [ "network.target" ] ++ map (name: "acme-${name}.service") acme.names;
      # The authority asks it.
      before = map (name: "acme-order-renew-${name}.service") acme.names;
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
