{ lib, ... }:
{
  imports = [ ./circle-b.nix ];
  options.a = lib.mkOption { default = "a"; };
}
