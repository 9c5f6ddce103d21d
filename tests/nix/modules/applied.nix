{ start }:
{ lib, ... }:
{
  options.start = lib.mkOption { default = start; };
}
