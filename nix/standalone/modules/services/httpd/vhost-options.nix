# The options of a virtual host.
{ lib, cfg }:

let
  inherit (lib) mkOption types;

  flag =
    default: description:
    mkOption {
      type = types.bool;
      inherit default description;
    };

  optional =
    type: example: description:
    mkOption {
      type = types.nullOr type;
      default = null;
      inherit example description;
    };

  # A path of this machine, or the name of a file or directory of the container.
  place = types.either types.path types.str;

  served =
    what: description:
    mkOption {
      type = types.listOf (types.attrsOf place);
      default = [ ];
      example = [
        {
          urlPath = "/nix";
          ${what} = "/data/nix";
        }
      ];
      inherit description;
    };
in
{ name, config, ... }:
{
  options = {
    hostName = mkOption {
      type = types.str;
      default = name;
      defaultText = lib.literalMD "the attribute's name";
      description = "The site's name.";
    };

    serverAliases = mkOption {
      type = types.listOf types.str;
      default = [ ];
      example = [ "www.example.org" ];
      description = "Further names of the site.";
    };

    listen = mkOption {
      type = types.listOf (
        types.submodule {
          options = {
            port = mkOption {
              type = types.port;
              description = "The port.";
            };
            ip = mkOption {
              type = types.str;
              default = "*";
              description = "The address; `*` is every one.";
            };
            ssl = mkOption {
              type = types.bool;
              default = false;
              description = "Whether TLS is spoken there.";
            };
          };
        }
      );
      default = [ ];
      example = [
        {
          ip = "*";
          port = 8080;
        }
      ];
      description = "Where the site is served, instead of on ports 80 and (with TLS) 443.";
    };

    listenAddresses = mkOption {
      type = types.nonEmptyListOf types.str;
      default = [ "*" ];
      example = [ "127.0.0.1" ];
      description = "The addresses on which the site is served, if `listen` does not say more.";
    };

    documentRoot = optional place "./www" ''
      The directory that is served. A path is copied into the image; a string that begins with `/`
      is a directory of the container, on a volume for instance.
    '';

    servedDirs = served "dir" "Further directories that are served: `urlPath`, and `dir`.";
    servedFiles = served "file" "Further files that are served: `urlPath`, and `file`.";

    locations = mkOption {
      type = types.attrsOf (types.submodule (import ./location-options.nix { inherit lib; }));
      default = { };
      example = {
        "/".proxyPass = "http://localhost:3000";
      };
      description = "What holds for URLs that begin with a path, by the path.";
    };

    extraConfig = mkOption {
      type = types.lines;
      default = "";
      description = "Lines for the site's part of the configuration file.";
    };

    adminAddr = optional types.str "webmaster@example.org" "The address of the site's administrator.";

    addSSL = flag false "Whether the site is served with TLS as well.";
    onlySSL = flag false "Whether the site is served with TLS only.";
    forceSSL = flag false "Whether visitors without TLS are sent to the site with TLS.";
    enableSSL = flag false "An older name of `onlySSL`.";
    http2 = flag true "Whether HTTP/2 is spoken where TLS is.";

    sslServerCert = optional place "/run/secrets/example.org.crt" "The file with the certificate.";
    sslServerKey = optional place "/run/secrets/example.org.key" ''
      The file with the certificate's key. Write it as a string: a path would be copied into the
      image, for everyone who has the image to read.
    '';
    sslServerChain = optional place "/run/secrets/ca.pem" "The file with the certificates between.";

    enableACME = flag false "Whether to have a certificate by `security.acme`, for the site's name and its aliases.";
    useACMEHost =
      optional types.str "example.org"
        "The certificate of `security.acme.certs`, or of another site, to use.";
    acmeRoot = mkOption {
      type = types.nullOr types.str;
      default = "/var/lib/acme/acme-challenge";
      description = "The directory from which the certificate authority's questions are answered.";
    };

    enableUserDir = flag false "Whether users' public_html is served at /~user.";

    globalRedirect = optional types.str "https://example.org/new/" "Where all requests are sent.";

    logFormat = mkOption {
      type = types.str;
      default = cfg.logFormat;
      defaultText = lib.literalExpression "config.services.httpd.logFormat";
      example = "combined";
      description = "The format of the site's own access log.";
    };

    robotsEntries = mkOption {
      type = types.lines;
      default = "";
      example = "Disallow: /foo/";
      description = "The content of /robots.txt.";
    };
  };

  config.onlySSL = lib.mkIf config.enableSSL true;
}
