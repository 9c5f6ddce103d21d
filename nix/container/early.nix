# A service that every other unit waits for, and that may fail without keeping them from starting. Those that it comes
# `before` besides are of the same kind.
{
  description,
  before ? [ ],
}:
{
  inherit description;
  wantedBy = [ "sysinit.target" ];
  before = [ "sysinit.target" ] ++ before;
  unitConfig.DefaultDependencies = false;
  serviceConfig = {
    Type = "oneshot";
    RemainAfterExit = true;
  };
}
