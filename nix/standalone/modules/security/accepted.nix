# `security.*` is taken without effect: a container's privileges are Docker's.
{ lib, ... }:

let
  inherit (lib) mkOption types;
in
{
  options.security = mkOption {
    default = { };
    description = ''
      Accepted without effect: what a container may do is said by `docker run`; there are no set-uid
      programs in the store.
    '';
    type = types.submodule {
      freeformType = types.attrsOf types.anything;
      options.wrapperDir = mkOption {
        type = types.path;
        default = "/run/wrappers/bin";
        internal = true;
        description = "Where NixOS has its set-uid programs.";
      };
    };
  };
}
