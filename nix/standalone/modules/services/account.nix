# The user and the group of a service: made where the configuration names no others, with the ids that NixOS has
# for these names.
{ config, lib }:

{
  name,
  user ? name,
  group ? name,
  description,
  # The home, which is the unit's StateDirectory where it is the usual one.
  dataDir ? null,
  more ? { },
}:
{
  users = lib.mkIf (user == name) {
    ${name} = {
      uid = config.ids.uids.${name} or null;
      isSystemUser = true;
      inherit group description;
    }
    // lib.optionalAttrs (dataDir != null) {
      home = dataDir;
      createHome = dataDir != "/var/lib/${name}";
    }
    // more;
  };
  groups = lib.mkIf (group == name) {
    ${name}.gid = config.ids.gids.${name} or null;
  };
}
