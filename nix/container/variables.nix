# Environment variables: what they may be, and where programs are.
{ lib }:
let
  # Where the init puts `systemctl`.
  systemctlPath = "/run/current-system/systemd/bin";
  programPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
in
{
  inherit programPath systemctlPath;

  # PATH, with directories that come first.
  pathAfter =
    first:
    lib.concatStringsSep ":" (
      first
      ++ [
        programPath
        systemctlPath
      ]
    );

  # The type of variables by their names: null is none. Besides these a value may be of the types `further`.
  typeWith =
    further:
    lib.types.attrsOf (
      lib.types.nullOr (
        lib.types.oneOf (
          [
            lib.types.str
            lib.types.path
            lib.types.package
          ]
          ++ further
        )
      )
    );

  # A list is one of directories.
  toText =
    value: if builtins.isList value then lib.concatMapStringsSep ":" toString value else toString value;
}
