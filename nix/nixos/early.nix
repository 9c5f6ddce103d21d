# A service that every other unit waits for, and that may fail without keeping them from starting; in the form in
# which NixOS leaves a service.
{ pkgs }:
{
  description,
  # Units that wait for it besides sysinit.target.
  before ? [ ],
  # For bash, with coreutils.
  script,
}:
{
  enable = true;
  environment.PATH = "/usr/bin";
  unitConfig = {
    Description = description;
    Before = toString ([ "sysinit.target" ] ++ before ++ [ "docker-boot.service" ]);
    DefaultDependencies = "no";
  };
  serviceConfig = {
    Type = "oneshot";
    RemainAfterExit = "yes";
    ExecStart = toString (pkgs.writeScript description ("#!${pkgs.runtimeShell}\n" + script));
  };
  wantedBy = [ "sysinit.target" ];
  requiredBy = [ ];
}
