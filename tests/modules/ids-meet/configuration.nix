# Two names whose hashes are the same id.
{ lib, ... }:
{
  users.users = lib.genAttrs [ "miniflux" "freshrss" ] (_: {
    isSystemUser = true;
    group = "nogroup";
  });
}
