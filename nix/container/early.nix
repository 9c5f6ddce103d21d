# A service that every other unit waits for, and that may fail without keeping them from starting. `before` names
# other early services, which wait for it too.
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
