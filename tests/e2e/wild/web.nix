# Web servers as people have them on a machine: certificates by ACME (from an authority in the same container, as
# nobody else's would come here), modules of nginx, a stream, pools of PHP.
{
  config,
  lib,
  pkgs,
  ...
}:

let
  authority = pkgs.writeText "pebble.json" (
    builtins.toJSON {
      pebble = {
        listenAddress = "127.0.0.1:14000";
        managementListenAddress = "127.0.0.1:15000";
        certificate = "/run/authority/cert.pem";
        privateKey = "/run/authority/key.pem";
        httpPort = 80;
        tlsPort = 443;
        ocspResponderURL = "";
        externalAccountBindingRequired = false;
      };
    }
  );

  # The authority's name server, at which lego's provider "exec" leaves the proof.
  leave = pkgs.writeShellScript "leave-record" ''
    case $1 in
      present) curl -sfd "{\"host\":\"$2\",\"value\":\"$3\"}" http://127.0.0.1:8055/set-txt ;;
      cleanup) curl -sfd "{\"host\":\"$2\"}" http://127.0.0.1:8055/clear-txt ;;
    esac
  '';

  site = pkgs.writeTextDir "index.html" (
    lib.concatMapStrings (line: "${line}\n") (
      lib.genList (number: "line ${toString number} of the site") 100
    )
  );

  # Who runs it.
  php = pkgs.writeText "who.php" ''
    <?php echo posix_getpwuid(posix_geteuid())["name"], " ", posix_getgrgid(posix_getegid())["name"], " ", getenv("GREETING");
  '';

  # What is told to it of a request.
  application = pkgs.writeText "application.py" ''
    def application(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        said = " ".join(environ.get(name, "-") for name in ("HTTP_HOST", "PATH_INFO", "HTTP_X_FORWARDED_PROTO"))
        return [said.encode()]
  '';

  pool = name: {
    fastcgiParams.SCRIPT_FILENAME = "${php}";
    extraConfig = "fastcgi_pass unix:/run/phpfpm/${name}.sock;";
  };
in
{
  docker.bootScript = ''
    mkdir -p /run/authority
    ${pkgs.openssl}/bin/openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost \
      -addext subjectAltName=DNS:localhost -keyout /run/authority/key.pem -out /run/authority/cert.pem 2> /dev/null
    # A key of one's own, and what is asked for with it.
    ${pkgs.openssl}/bin/openssl req -new -newkey rsa:2048 -nodes -subj /CN=own.test \
      -addext subjectAltName=DNS:own.test -keyout /run/authority/own.key -out /run/authority/own.csr 2> /dev/null
    chown acme /run/authority/own.*
    echo "LEGO_CA_CERTIFICATES=/run/authority/cert.pem" > /run/authority/lego
    echo "EXEC_PATH=${leave}" >> /run/authority/lego
  '';

  systemd.services.authority = {
    wantedBy = [ "multi-user.target" ];
    before = [
      "httpd.service"
      "nginx.service"
    ];
    path = [ pkgs.curl ];
    # The first order is not to come too early.
    postStart = "until curl -sfo /dev/null --cacert /run/authority/cert.pem https://localhost:14000/dir; do sleep 0.1; done";
    environment.PEBBLE_VA_NOSLEEP = "1";
    environment.PEBBLE_WFE_NONCEREJECT = "0";
    serviceConfig.ExecStart = "${pkgs.debian.pebble}/bin/pebble -config ${authority} -dnsserver 127.0.0.1:8053";
  };
  systemd.services.names = {
    wantedBy = [ "multi-user.target" ];
    before = [ "authority.service" ];
    serviceConfig.ExecStart = "${pkgs.debian.pebble}/bin/pebble-challtestsrv -defaultIPv6= -http01= -https01= -tlsalpn01= -dns01 127.0.0.1:8053 -management 127.0.0.1:8055";
  };

  security.acme = {
    acceptTerms = true;
    defaults = {
      email = "admin@site.test";
      server = "https://localhost:14000/dir";
      environmentFile = "/run/authority/lego";
    };
    certs."wild.test" = {
      domain = "*.wild.test";
      dnsProvider = "exec";
      dnsPropagationCheck = false;
      group = "nginx";
      # The authority's certificates are valid for five years.
      validMinDays = 3650;
      postRun = "cp fullchain.pem /run/authority/posted.pem; id -un > /run/authority/posted-by";
    };
  };
  systemd.services."acme-order-renew-wild.test".path = [ pkgs.curl ];
  # Its program answers the authority itself, behind nginx.
  security.acme.certs."own.test" = {
    listenHTTP = ":5002";
    csr = "/run/authority/own.csr";
    csrKey = "/run/authority/own.key";
  };

  # It asks for certificates itself.
  services.caddy = {
    enable = true;
    email = "admin@site.test";
    acmeCA = "https://localhost:14000/dir";
    globalConfig = ''
      acme_ca_root /run/authority/cert.pem
      http_port 8081
      https_port 9443
    '';
    virtualHosts."caddy.test".extraConfig = ''respond "hello from caddy"'';
  };
  systemd.services.caddy.after = [ "authority.service" ];

  systemd.services.application = {
    wantedBy = [ "multi-user.target" ];
    serviceConfig = {
      DynamicUser = true;
      ExecStart = "${pkgs.uwsgi}/bin/uwsgi --plugin python3 --socket 127.0.0.1:3031 --wsgi-file ${application}";
      KillSignal = "SIGQUIT";
    };
  };

  security.dhparams.enable = true;
  security.dhparams.params.nginx = { };

  services.nginx = {
    enable = true;
    recommendedBrotliSettings = true;
    recommendedGzipSettings = true;
    recommendedProxySettings = true;
    additionalModules = [ pkgs.nginxModules.echo ];
    package = pkgs.nginx.override { modules = [ pkgs.nginxModules.moreheaders ]; };
    sslDhparam = config.security.dhparams.params.nginx.path;
    recommendedUwsgiSettings = true;
    # The authority's name server says that everything is here.
    resolver.addresses = [ "127.0.0.1:8053" ];
    resolver.ipv6 = false;
    proxyResolveWhileRunning = true;
    streamConfig = "server { listen 2525; proxy_pass 127.0.0.1:80; }";
    virtualHosts = {
      "site.test" = {
        enableACME = true;
        forceSSL = true;
        kTLS = true;
        quic = true;
        serverAliases = [ "www.site.test" ];
        root = site;
        locations."/echo".extraConfig = "more_set_headers 'X-More: headers'; echo $host;";
        locations."/application".uwsgiPass = "127.0.0.1:3031";
        locations."= /first.php" = pool "first";
        locations."= /older.php" = pool "older";
      };
      "a.wild.test" = {
        useACMEHost = "wild.test";
        onlySSL = true;
        acmeRoot = null;
        locations."/".return = "200 wild";
      };
      # Apache has a certificate of its own, and is asked through nginx.
      "apache.test".locations."/".proxyPass = "http://backend.test:8080";
      "own.test".locations."/".proxyPass = "http://127.0.0.1:5002";
      "caddy.test".locations."/".proxyPass = "http://127.0.0.1:8081";
    };
  };

  services.httpd = {
    enable = true;
    adminAddr = "admin@site.test";
    virtualHosts."apache.test" = {
      enableACME = true;
      forceSSL = true;
      listen = [
        { port = 8080; }
        {
          port = 8443;
          ssl = true;
        }
      ];
      documentRoot = site;
    };
  };

  services.phpfpm.extraConfig = "rlimit_files = 1234";
  services.phpfpm.pools.first = {
    user = "nginx";
    settings = {
      pm = "ondemand";
      "pm.max_children" = 2;
      "listen.owner" = "nginx";
    };
    extraConfig = "env[GREETING] = hello";
  };
  services.phpfpm.poolConfigs.older = ''
    listen = /run/phpfpm/older.sock
    listen.owner = nginx
    user = nobody
    group = nogroup
    pm = ondemand
    pm.max_children = 2
  '';
}
