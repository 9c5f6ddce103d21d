# The directives of a service that keeps its data in `directory`: systemd makes the usual one.
{ lib }:
name: mode: directory:
lib.mapAttrs (_: lib.mkIf (directory == "/var/lib/${name}")) {
  StateDirectory = name;
  StateDirectoryMode = mode;
}
