{ lib, ... }:
{
  imports = [ ./circle-a.nix ];
  options.b = lib.mkOption { default = "b"; };
}
