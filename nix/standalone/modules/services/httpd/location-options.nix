# The options of a location of a virtual host.
{ lib }:

let
  inherit (lib) mkOption types;
in
{
  options = {
    proxyPass = mkOption {
      type = types.nullOr types.str;
      default = null;
      example = "http://www.example.org/";
      description = "The server that requests are handed on to.";
    };

    index = mkOption {
      type = types.nullOr types.str;
      default = null;
      example = "index.php index.html";
      description = "The files that stand for a directory.";
    };

    alias = mkOption {
      type = types.nullOr (types.either types.path types.str);
      default = null;
      example = "/data/www/images";
      description = "The directory that is served there.";
    };

    extraConfig = mkOption {
      type = types.lines;
      default = "";
      description = "Lines for the location's part of the configuration file.";
    };

    priority = mkOption {
      type = types.int;
      default = 1000;
      description = "Where among the locations it stands; smaller comes first.";
    };
  };
}
