# Options of one place that nginx listens on.
{ lib }:

{
  addr = lib.mkOption {
    type = lib.types.str;
    example = "0.0.0.0";
    description = "Address, or `unix:` and the path of a socket.";
  };

  port = lib.mkOption {
    type = lib.types.nullOr lib.types.port;
    default = null;
    example = 8080;
    description = "Port; nginx takes 80 if `null`.";
  };

  ssl = lib.mkOption {
    type = lib.types.bool;
    default = false;
    description = "Whether TLS is spoken here.";
  };

  proxyProtocol = lib.mkOption {
    type = lib.types.bool;
    default = false;
    description = "Whether a load balancer in front speaks the PROXY protocol.";
  };

  extraParameters = lib.mkOption {
    type = lib.types.listOf lib.types.str;
    default = [ ];
    example = [ "backlog=1024" ];
    description = "Further parameters of the listen directive.";
  };
}
