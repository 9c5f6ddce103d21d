# The user and the group of a service: made where the configuration names no others, with the ids that NixOS has
# for these names.
{ config, lib }:

{
  name,
  user ? name,
  group ? name,
  description,
  more ? { },
}:
{
  users = lib.optionalAttrs (user == name) {
    ${name} = {
      uid = config.ids.uids.${name} or null;
      isSystemUser = true;
      inherit group description;
    }
    // more;
  };
  groups = lib.optionalAttrs (group == name) {
    ${name}.gid = config.ids.gids.${name} or null;
  };
}
