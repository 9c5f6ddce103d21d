config:
let
  pkgs = import ../../fixtures/nixpkgs { };
  script = import ../../../nix/container/hosts.nix { inherit (pkgs) lib; } {
    hosts = {
      "127.0.0.2" = [
        "here"
        "shop"
      ];
      "192.0.2.9" = [ "db.internal" ];
    };
    text = "192.0.2.10 mail";
    files = [ (pkgs.writeText "more" "192.0.2.11 more") ];
  };
in
{
  units = builtins.attrNames config.docker.internal.units.units;
  asExpected =
    config.docker.internal.units.units."nix-docker-hosts.service".Service.ExecStart
    == toString (pkgs.writeScript "networking.hosts" "#!${pkgs.runtimeShell}\n${script}");
  inImage = builtins.filter (entry: entry.path == "/etc/hosts") config.docker.internal.rootfs.entries;
}
