config:
let
  pkgs = import ../../fixtures/nixpkgs { };
  made = import ../../../nix/container/wrappers.nix {
    inherit (pkgs) lib;
    inherit pkgs;
    wrappers = {
      ping = {
        capabilities = "cap_net_raw+p";
        source = "${pkgs.iputils}/bin/ping";
      };
      mail = {
        setgid = true;
        permissions = "u+rx,g+x,o=";
        source = "${pkgs.coreutils}/bin/mail";
      };
      sudo.source = "${pkgs.sudo}/bin/sudo";
    };
  };
  unit = config.docker.internal.units.units."nix-docker-wrappers.service";
in
{
  units = builtins.attrNames config.docker.internal.units.units;
  before = unit.Unit.Before;
  asExpected =
    unit.Service.ExecStart
    == toString (pkgs.writeScript "security.wrappers" "#!${pkgs.runtimeShell}\n${made.script}");
  calls = builtins.filter (
    line: builtins.isString line && builtins.match "make [^ ].*" line != null
  ) (builtins.split "\n" (builtins.unsafeDiscardStringContext made.script));
  env = config.docker.internal.spec.config.Env;
}
