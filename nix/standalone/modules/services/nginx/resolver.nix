# Options for the name servers that nginx asks while it runs.
{ lib }:

{
  options = {
    addresses = lib.mkOption {
      type = lib.types.listOf lib.types.str;
      default = [ ];
      example = [ "127.0.0.11" ];
      description = "Addresses of the name servers; 127.0.0.11 is Docker's own.";
    };

    valid = lib.mkOption {
      type = lib.types.str;
      default = "";
      example = "30s";
      description = "How long an answer is used, whatever it says itself.";
    };

    ipv4 = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether to look up IPv4 addresses.";
    };

    ipv6 = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether to look up IPv6 addresses.";
    };
  };
}
