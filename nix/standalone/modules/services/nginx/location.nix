# Options of one location of an nginx virtual host.
{ lib, cfg }:

{
  options = {
    basicAuth = lib.mkOption {
      type = lib.types.attrsOf lib.types.str;
      default = { };
      example = {
        guest = "not-a-secret";
      };
      description = ''
        Users and passwords that this location asks for. They end up in the
        image, readable for everyone who has it; use {option}`basicAuthFile`
        for real ones.
      '';
    };

    basicAuthFile = lib.mkOption {
      type = lib.types.nullOr lib.types.path;
      default = null;
      example = "/run/secrets/htpasswd";
      description = "Password file, as {command}`htpasswd` makes it, that this location asks for.";
    };

    proxyPass = lib.mkOption {
      type = lib.types.nullOr lib.types.str;
      default = null;
      example = "http://app:3000";
      description = "Server that answers the requests for this location.";
    };

    proxyWebsockets = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = "Whether WebSocket connections go through to {option}`proxyPass`.";
    };

    recommendedProxySettings = lib.mkOption {
      type = lib.types.bool;
      default = cfg.recommendedProxySettings;
      defaultText = lib.literalExpression "config.services.nginx.recommendedProxySettings";
      description = "Whether to send the usual headers (Host, X-Forwarded-For, …) to {option}`proxyPass`.";
    };

    recommendedUwsgiSettings = lib.mkOption {
      type = lib.types.bool;
      default = cfg.recommendedUwsgiSettings;
      defaultText = lib.literalExpression "config.services.nginx.recommendedUwsgiSettings";
      description = "Whether to send the usual headers (Host, X-Forwarded-For, …) to {option}`uwsgiPass`.";
    };

    uwsgiPass = lib.mkOption {
      type = lib.types.nullOr lib.types.str;
      default = null;
      example = "unix:/run/app/uwsgi.sock";
      description = "uwsgi server that answers the requests for this location.";
    };

    index = lib.mkOption {
      type = lib.types.nullOr lib.types.str;
      default = null;
      example = "index.php index.html";
      description = "Files that stand for a directory.";
    };

    tryFiles = lib.mkOption {
      type = lib.types.nullOr lib.types.str;
      default = null;
      example = "$uri =404";
      description = "What to look for, in turn, to answer a request.";
    };

    root = lib.mkOption {
      type = lib.types.nullOr lib.types.path;
      default = null;
      example = "/var/www";
      description = "Directory under which the path of the request is looked up.";
    };

    alias = lib.mkOption {
      type = lib.types.nullOr lib.types.path;
      default = null;
      example = "/var/www/assets";
      description = "Directory that takes the place of the location in the request's path.";
    };

    return = lib.mkOption {
      type = lib.types.nullOr (
        lib.types.oneOf [
          lib.types.str
          lib.types.int
        ]
      );
      default = null;
      example = "301 https://example.org$request_uri";
      description = "Status, or status and address or text, to answer at once.";
    };

    fastcgiParams = lib.mkOption {
      type = lib.types.attrsOf (lib.types.either lib.types.str lib.types.path);
      default = { };
      example = lib.literalExpression ''
        {
          SCRIPT_FILENAME = "$document_root$fastcgi_script_name";
        }
      '';
      description = "FastCGI parameters, beside those that are usual.";
    };

    extraConfig = lib.mkOption {
      type = lib.types.lines;
      default = "";
      description = "Lines for the end of the location's block.";
    };

    priority = lib.mkOption {
      type = lib.types.int;
      default = 1000;
      description = "Place of the location in its virtual host; lower numbers come first.";
    };
  };
}
