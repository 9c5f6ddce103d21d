config:
let
  pkgs = import ../../fixtures/nixpkgs { };
  made = import ../../../nix/container/passwords.nix {
    inherit (pkgs) lib;
    users.me = {
      name = "me";
      hashedPasswordFile = "/run/secrets/me";
    };
  };
  unit = config.docker.internal.units.units."nix-docker-passwords.service";
in
builtins.seq config.system.build.image {
  before = unit.Unit.Before;
  asExpected =
    unit.Service.ExecStart == toString (
      pkgs.writeScript "users.users.NAME.hashedPasswordFile" "#!${pkgs.runtimeShell}\n${made.script}"
    );
}
