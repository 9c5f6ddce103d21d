# Options of a group of servers that nginx passes requests on to.
{ lib }:

{
  options = {
    servers = lib.mkOption {
      type = lib.types.attrsOf (
        lib.types.submodule {
          freeformType = lib.types.attrsOf (
            lib.types.oneOf [
              lib.types.bool
              lib.types.int
              lib.types.str
            ]
          );
          options.backup = lib.mkOption {
            type = lib.types.bool;
            default = false;
            description = "Whether the server is asked only when the others do not answer.";
          };
        }
      );
      default = { };
      example = lib.literalExpression ''
        {
          "app:3000" = { weight = 5; };
          "unix:/run/app.sock" = { };
        }
      '';
      description = "Addresses of the servers, with parameters of nginx's `server` directive.";
    };

    extraConfig = lib.mkOption {
      type = lib.types.lines;
      default = "";
      example = "keepalive 16;";
      description = "Lines for the end of the group's block.";
    };
  };
}
