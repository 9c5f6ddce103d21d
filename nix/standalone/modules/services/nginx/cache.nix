# Options of a cache for what other servers answered.
{ lib }:

let
  inherit (import ../../short-options.nix { inherit lib; }) text;
in
{
  options = {
    enable = lib.mkEnableOption "this cache";
    keysZoneName = text "cache" "Name of the memory that keeps the keys.";
    keysZoneSize = text "10m" "Size of the memory that keeps the keys.";
    levels = text "1:2" "Levels of directories that the cache is divided into.";
    inactive = text "10m" "Time after which what nobody asked for is removed.";
    maxSize = text "1g" "Largest size of the cache.";
    useTempPath = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = "Whether answers are written to nginx's directory for temporary files first.";
    };
  };
}
