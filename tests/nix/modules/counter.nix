{ lib, ... }:
{
  options.counter.start = lib.mkOption {
    type = lib.types.int;
    description = "Where to start.";
  };
}
