config:
let
  inherit (config.docker.internal.units) units;
in
{
  units = builtins.attrNames units;
  timer = units."shop.timer";
}
