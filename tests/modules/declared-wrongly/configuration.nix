# Told although nothing sets it and nothing reads it.
{ lib, ... }:
{
  options.shop.port = lib.types.port;
  options.shop.name = lib.mkOption { type = lib.types.str; };
}
