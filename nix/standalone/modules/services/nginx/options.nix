# The options of `services.nginx`.
{
  config,
  lib,
  pkgs,
  ...
}:

let
  inherit (import ../../short-options.nix { inherit lib; }) lines;
  cfg = config.services.nginx;

  recommended =
    what:
    lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = "Whether to use settings that suit most servers for ${what}.";
    };

  size =
    example: description:
    lib.mkOption {
      type = lib.types.nullOr lib.types.ints.positive;
      default = null;
      inherit example description;
    };
in
{
  options.services.nginx = {
    enable = lib.mkEnableOption "the nginx web server";

    package = lib.mkPackageOption pkgs "nginx" { };

    user = lib.mkOption {
      type = lib.types.str;
      default = "nginx";
      description = "User that nginx runs as; created if it is the default one.";
    };

    group = lib.mkOption {
      type = lib.types.str;
      default = "nginx";
      description = "Group that nginx runs as; created if it is the default one.";
    };

    virtualHosts = lib.mkOption {
      type = lib.types.attrsOf (lib.types.submodule (import ./vhost.nix { inherit lib cfg; }));
      default = {
        localhost = { };
      };
      example = lib.literalExpression ''
        {
          "example.org" = {
            default = true;
            root = ./www;
            locations."/api/".proxyPass = "http://app:3000/";
          };
        }
      '';
      description = "The hosts that the server answers for, by name.";
    };

    upstreams = lib.mkOption {
      type = lib.types.attrsOf (lib.types.submodule (import ./upstream.nix { inherit lib; }));
      default = { };
      example = lib.literalExpression ''
        {
          app.servers = {
            "app-1:3000" = { };
            "app-2:3000" = { backup = true; };
          };
        }
      '';
      description = "Groups of servers that {option}`proxyPass` can name.";
    };

    proxyCachePath = lib.mkOption {
      type = lib.types.attrsOf (lib.types.submodule (import ./cache.nix { inherit lib; }));
      default = { };
      description = "Caches for what other servers answered, by the directory's name in {file}`/var/cache/nginx`.";
    };

    recommendedGzipSettings = recommended "compression";
    recommendedOptimisation = recommended "the sending of files";
    recommendedProxySettings = recommended "what is passed on to other servers";
    recommendedTlsSettings = recommended "TLS";

    proxyTimeout = lib.mkOption {
      type = lib.types.str;
      default = "60s";
      example = "20s";
      description = "How long {option}`recommendedProxySettings` waits for another server.";
    };

    sslProtocols = lib.mkOption {
      type = lib.types.str;
      default = "TLSv1.2 TLSv1.3";
      description = "Versions of TLS that are spoken.";
    };

    sslCiphers = lib.mkOption {
      type = lib.types.nullOr lib.types.str;
      default = "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";
      description = "Ciphers for TLS 1.2; nginx's own choice if `null`.";
    };

    sslDhparam = lib.mkOption {
      type = lib.types.nullOr lib.types.path;
      default = null;
      example = "/data/tls/dhparam.pem";
      description = "Diffie-Hellman parameters.";
    };

    defaultListen = lib.mkOption {
      type = lib.types.listOf (
        lib.types.submodule {
          options = import ./listen.nix { inherit lib; } // {
            ssl = lib.mkOption {
              type = lib.types.nullOr lib.types.bool;
              default = null;
              description = "Whether TLS is spoken here; whatever the host asks for if `null`.";
            };
          };
        }
      );
      default = [ ];
      example = [
        {
          addr = "0.0.0.0";
          proxyProtocol = true;
        }
      ];
      description = "Where hosts listen that do not say so themselves.";
    };

    defaultListenAddresses = lib.mkOption {
      type = lib.types.listOf lib.types.str;
      default = [
        "0.0.0.0"
        "[::0]"
      ];
      description = "Addresses that hosts listen on that do not say so themselves.";
    };

    defaultHTTPListenPort = lib.mkOption {
      type = lib.types.port;
      default = 80;
      example = 8080;
      description = "Port for HTTP.";
    };

    defaultSSLListenPort = lib.mkOption {
      type = lib.types.port;
      default = 443;
      example = 8443;
      description = "Port for HTTPS.";
    };

    defaultMimeTypes = lib.mkOption {
      type = lib.types.path;
      default = "${cfg.package}/conf/mime.types";
      defaultText = lib.literalExpression ''"''${config.services.nginx.package}/conf/mime.types"'';
      description = "File with the types of files by their names' endings.";
    };

    statusPage = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = "Whether to show the server's counters at http://localhost/nginx_status, inside the container only.";
    };

    serverTokens = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = "Whether answers say which version of nginx they are from.";
    };

    clientMaxBodySize = lib.mkOption {
      type = lib.types.str;
      default = "10m";
      example = "512m";
      description = "Largest body of a request.";
    };

    resolver = lib.mkOption {
      type = lib.types.submodule (import ./resolver.nix { inherit lib; });
      default = { };
      description = "Name servers for names that are looked up while nginx runs.";
    };

    mapHashBucketSize = size 64 "Bucket size of the hash tables of `map`.";
    mapHashMaxSize = size 2048 "Largest size of the hash tables of `map`.";
    serverNamesHashBucketSize = size 64 "Bucket size of the hash table of the hosts' names.";
    serverNamesHashMaxSize = size 512 "Largest size of the hash table of the hosts' names.";

    typesHashMaxSize = lib.mkOption {
      type = lib.types.ints.positive;
      default = 2688;
      example = 4096;
      description = "Largest size of the hash table of file types.";
    };

    logError = lib.mkOption {
      type = lib.types.str;
      default = "stderr";
      example = "stderr debug";
      description = "Where errors are logged, and from which level on.";
    };

    preStart = lines "Shell commands to run before nginx starts.";

    config = lines ''
      All of {file}`nginx.conf`, in place of what the other options lead to; only
      {option}`eventsConfig`, {option}`httpConfig`, {option}`streamConfig`,
      {option}`prependConfig` and {option}`appendConfig` are added.
    '';
    prependConfig = lines "Lines for the beginning of {file}`nginx.conf`.";
    appendConfig = lines "Lines for the end of {file}`nginx.conf`.";
    eventsConfig = lines "Lines for the events block.";
    httpConfig = lines "The http block, in place of what the options of virtual hosts lead to.";
    commonHttpConfig = lines "Lines for the http block, before the virtual hosts.";
    appendHttpConfig = lines "Lines for the http block, after the virtual hosts.";
    streamConfig = lines "The stream block.";

    enableReload = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = "Whether the configuration is at {file}`/etc/nginx/nginx.conf`, to be edited and reloaded in place.";
    };

    validateConfigFile = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = ''
        Whether nginx reads its configuration when the image is built, up to what only a container has: certificates,
        names of hosts, users.
      '';
    };
  };
}
