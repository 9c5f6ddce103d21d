# Options of one nginx virtual host.
{ lib, cfg }:

let
  flag = (import ../../short-options.nix { inherit lib; }).flag false;
in
{
  options = {
    serverName = lib.mkOption {
      type = lib.types.nullOr lib.types.str;
      default = null;
      example = "example.org";
      description = "Name of the host; that of the attribute if `null`.";
    };

    serverAliases = lib.mkOption {
      type = lib.types.listOf lib.types.str;
      default = [ ];
      example = [ "www.example.org" ];
      description = "Further names that this host answers to.";
    };

    listen = lib.mkOption {
      type = lib.types.listOf (
        lib.types.submodule {
          options = import ./listen.nix { inherit lib; };
        }
      );
      default = [ ];
      example = [
        {
          addr = "0.0.0.0";
          port = 8443;
          ssl = true;
        }
        { addr = "unix:/run/nginx/web.sock"; }
      ];
      description = ''
        Exactly where to listen, instead of what {option}`addSSL`,
        {option}`onlySSL` and {option}`listenAddresses` lead to. IPv6 addresses
        are written in brackets.
      '';
    };

    listenAddresses = lib.mkOption {
      type = lib.types.listOf lib.types.str;
      default = [ ];
      example = [
        "127.0.0.1"
        "[::1]"
      ];
      description = "Addresses to listen on, with the ports that the host's TLS options ask for.";
    };

    enableACME = flag "Whether to have a certificate by `security.acme`, for the host's name and its aliases.";

    useACMEHost = lib.mkOption {
      type = lib.types.nullOr lib.types.str;
      default = null;
      example = "example.org";
      description = "Certificate of {option}`security.acme.certs`, or of another host, to use.";
    };

    acmeRoot = lib.mkOption {
      type = lib.types.nullOr lib.types.str;
      default = "/var/lib/acme/acme-challenge";
      description = ''
        Directory from which the authority's questions are answered; `null` where the certificate says itself how
        it is proved, such as with {option}`security.acme.certs.<name>.dnsProvider`.
      '';
    };

    acmeFallbackHost = lib.mkOption {
      type = lib.types.nullOr lib.types.str;
      default = null;
      example = "app:80";
      description = "Server that is asked for answers to the authority that are not in {option}`acmeRoot`.";
    };

    addSSL = flag "Whether to serve HTTPS beside HTTP.";
    onlySSL = flag "Whether to serve HTTPS and nothing else.";
    forceSSL = flag "Whether to serve HTTPS and send everyone who comes by HTTP there.";
    rejectSSL = flag "Whether to refuse every TLS handshake for this host.";

    sslCertificate = lib.mkOption {
      type = lib.types.path;
      example = "/data/tls/example.org.crt";
      description = "Certificate of the host, its chain after it, in PEM.";
    };

    sslCertificateKey = lib.mkOption {
      type = lib.types.path;
      example = "/data/tls/example.org.key";
      description = ''
        Key of the certificate. It belongs on a volume: write the path as a
        string, so that the key does not get into the image.
      '';
    };

    sslTrustedCertificate = lib.mkOption {
      type = lib.types.nullOr lib.types.path;
      default = null;
      example = "/etc/ssl/certs/ca-certificates.crt";
      description = "Certificates to check clients and OCSP answers with.";
    };

    http2 = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether to offer HTTP/2 where there is TLS.";
    };

    kTLS = flag "Whether the machine's kernel does the work of TLS, where it can.";
    quic = flag "Whether to listen for QUIC, over UDP, where there is TLS. Debian 13's nginx is the first that can.";
    http3 = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether to speak HTTP/3 over QUIC. Browsers have to be told: `add_header Alt-Svc 'h3=\":443\"';`.";
    };
    http3_hq = flag "Whether to speak HTTP/0.9 over QUIC, which is for tests.";
    reuseport = flag "Whether each worker gets a listening socket of its own.";
    default = flag "Whether this host answers requests for names that no host has.";

    root = lib.mkOption {
      type = lib.types.nullOr lib.types.path;
      default = null;
      example = "/data/www";
      description = "Directory that the files of the host are in.";
    };

    globalRedirect = lib.mkOption {
      type = lib.types.nullOr lib.types.str;
      default = null;
      example = "new.example.org";
      description = "Host name to which every request is sent on.";
    };

    redirectCode = lib.mkOption {
      type = lib.types.ints.between 300 399;
      default = 301;
      example = 308;
      description = "Status with which {option}`globalRedirect` and {option}`forceSSL` send requests on.";
    };

    basicAuth = lib.mkOption {
      type = lib.types.attrsOf lib.types.str;
      default = { };
      example = {
        guest = "not-a-secret";
      };
      description = ''
        Users and passwords that the host asks for. They end up in the image,
        readable for everyone who has it; use {option}`basicAuthFile` for real ones.
      '';
    };

    basicAuthFile = lib.mkOption {
      type = lib.types.nullOr lib.types.path;
      default = null;
      example = "/run/secrets/htpasswd";
      description = "Password file, as {command}`htpasswd` makes it, that the host asks for.";
    };

    extraConfig = lib.mkOption {
      type = lib.types.lines;
      default = "";
      description = "Lines for the end of the host's block.";
    };

    locations = lib.mkOption {
      type = lib.types.attrsOf (lib.types.submodule (import ./location.nix { inherit lib cfg; }));
      default = { };
      example = lib.literalExpression ''
        {
          "/api/".proxyPass = "http://app:3000/";
        }
      '';
      description = "What is different for parts of the host, by nginx location.";
    };
  };
}
