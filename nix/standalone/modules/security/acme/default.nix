# `security.acme`: certificates from an authority that speaks ACME, by lego, with NixOS' names for options and units.
#
# acme-NAME makes a certificate that is self-signed, so that whoever serves it can start; acme-order-renew-NAME asks
# for a real one when the container has started, and then whenever acme-renew-NAME says. An authority that can't be
# reached is no reason for the container to be unhealthy, so no target wants the orders: a timer starts the first one.
{
  config,
  lib,
  pkgs,
  ...
}:

let
  cfg = config.security.acme;
  certs = lib.attrValues (lib.mapAttrs (name: cert: { inherit name cert; }) cfg.certs);

  scripts = import ./order.nix { inherit lib; };

  webroots = lib.unique (
    lib.concatMap (
      { cert, ... }: lib.optional (cert.webroot != null && cert.dnsProvider == null) cert.webroot
    ) certs
  );

  directory =
    mode: group: path:
    "d ${path} ${mode} acme ${group}";

  # Whoever had the volume before.
  directories = [
    (directory "0755" "acme" "/var/lib/acme")
    (directory "0755" "acme" "/var/lib/acme/.lego")
    (directory "0700" "acme" "/var/lib/acme/.lego/accounts")
  ]
  ++ lib.concatMap (
    { name, cert }:
    [
      (directory "0700" cert.group "/var/lib/acme/.lego/${name}")
      "L /var/lib/acme/.lego/${name}/accounts - - - - ../accounts"
      (directory "0750" cert.group cert.directory)
      "Z ${cert.directory} - acme ${cert.group}"
    ]
  ) certs
  # Web servers of any user read there.
  ++ lib.concatMap (root: [
    (directory "0755" "acme" root)
    (directory "0755" "acme" "${root}/.well-known")
    (directory "0755" "acme" "${root}/.well-known/acme-challenge")
  ]) webroots;

  selfSigned = cert: ''
    if [ ! -e fullchain.pem ]; then
      umask 0027
      # Without a configuration it says nothing of being an authority.
      printf '%s\n' '[req]' 'distinguished_name = name' '[name]' | openssl req -config /dev/stdin -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 90 \
        -subj "/CN=self-signed" -addext ${lib.escapeShellArg "subjectAltName=${lib.concatMapStringsSep "," (domain: "DNS:${domain}") ([ cert.domain ] ++ cert.extraDomainNames)}"} -keyout key.pem -out fullchain.pem 2> /dev/null
      chmod 0640 key.pem
      cp fullchain.pem chain.pem
      cat key.pem fullchain.pem > full.pem
      ln -sf fullchain.pem cert.pem
    fi
  '';

  asAcme = cert: {
    Type = "oneshot";
    User = "acme";
    Group = cert.group;
    WorkingDirectory = cert.directory;
  };

  units =
    { name, cert }:
    let
      inherit (scripts name cert) order installed;
    in
    {
      services."acme-${name}" = {
        description = "A certificate for ${name}, self-signed until it is issued";
        # Its name until 2025.
        aliases = [ "acme-selfsigned-${name}.service" ];
        wantedBy = [ "multi-user.target" ];
        path = [ pkgs.openssl ];
        script = selfSigned cert;
        serviceConfig = asAcme cert // {
          RemainAfterExit = true;
        };
      };

      services."acme-order-renew-${name}" = {
        description = "The certificate for ${name}";
        wants = [ "acme-${name}.service" ];
        after = [
          "network.target"
          "acme-${name}.service"
        ];
        path = [
          pkgs.lego
          pkgs.flock
          pkgs.diffutils
        ];
        script = order;
        environment = lib.mapAttrs (variable: _: "%d/${variable}") cert.credentialFiles;
        serviceConfig = asAcme cert // {
          ExecStartPost = "+${pkgs.writeShellScript "acme-installed-${name}" installed}";
          # Authorities count failures: Let's Encrypt allows five an hour.
          Restart = "on-failure";
          RestartSec = "15min";
          LoadCredential = lib.mapAttrsToList (variable: file: "${variable}:${file}") cert.credentialFiles;
          EnvironmentFile = lib.mkIf (cert.environmentFile != null) (toString cert.environmentFile);
          AmbientCapabilities = lib.mkIf (cert.listenHTTP != null) [ "CAP_NET_BIND_SERVICE" ];
        };
      };

      timers."acme-order-${name}" = {
        description = "The first certificate for ${name}";
        wantedBy = [ "timers.target" ];
        timerConfig = {
          # Not before the container has started.
          OnActiveSec = 5;
          Unit = "acme-order-renew-${name}.service";
        };
      };

      timers."acme-renew-${name}" = {
        description = "Renewal of the certificate for ${name}";
        wantedBy = [ "timers.target" ];
        timerConfig = {
          OnCalendar = cert.renewInterval;
          Unit = "acme-order-renew-${name}.service";
          Persistent = true;
          # Authorities don't want everybody at midnight.
          RandomizedDelaySec = "24h";
        };
      };

      # Of NixOS until 2025; other units wait for it.
      targets."acme-finished-${name}" = {
        description = "There is a certificate for ${name}";
        wantedBy = [ "multi-user.target" ];
        requires = [ "acme-${name}.service" ];
        after = [ "acme-${name}.service" ];
      };
    };

  assertions =
    { name, cert }:
    let
      at = "security.acme.certs.\"${name}\"";
      ways = lib.filter (way: cert.${way} != null) [
        "dnsProvider"
        "listenHTTP"
        "webroot"
      ];
    in
    [
      {
        assertion = cert.email != null;
        message = "security.acme.defaults.email is not set, nor ${at}.email: the certificate authority wants to know where to write to.";
      }
      {
        assertion = lib.length ways == 1;
        message =
          if ways == [ ] then
            "${at}: say how to prove that the domain is yours: webroot (a directory that a web server serves), listenHTTP (\":80\", without one) or dnsProvider."
          else
            "${at}: ${lib.concatStringsSep " and " ways} are both set; there can be one way to prove that the domain is yours. For a web server's host with dnsProvider set its acmeRoot to null.";
      }
      {
        assertion = cert.csr == null || cert.csrKey != null;
        message = "${at}.csr needs the key of the request: set csrKey.";
      }
      {
        assertion = !(lib.hasPrefix "*." cert.domain) || cert.dnsProvider != null;
        message = "${at}: a certificate for all names below a domain needs dnsProvider.";
      }
    ];
in
{
  imports = [ ./options.nix ];

  config = lib.mkIf (cfg.certs != { }) {
    assertions = [
      {
        assertion = cfg.acceptTerms;
        message = "security.acme.acceptTerms: read the terms of your certificate authority, and accept them with security.acme.acceptTerms = true; (Let's Encrypt's: https://letsencrypt.org/repository/).";
      }
    ]
    ++ lib.concatMap assertions certs;

    docker.volumes = [ "/var/lib/acme" ];

    users.users.acme = {
      isSystemUser = true;
      group = "acme";
      home = "/var/lib/acme";
      description = "Fetches certificates";
    };
    users.groups.acme = { };

    systemd = lib.mkMerge ([ { tmpfiles.rules = directories; } ] ++ map units certs);
  };
}
