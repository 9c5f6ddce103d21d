# The users and groups that the container takes of an evaluated NixOS.
#
#   attrs      what is taken of an option, see ./channels.nix
#   busUser    who runs the message bus; null: there is none
{
  lib,
  full,
  attrs,
  busUser,
}:
let
  inherit (full) options;

  usersOf =
    keeps:
    (attrs {
      path = [
        "users"
        "users"
      ];
      keeps = name: name == "root" || name == "nobody" || keeps name;
    }).value;

  # The default shell brings PAM and more along, and nobody logs in where it is the shell.
  withoutLogin =
    user:
    if
      user.shell != null
      && lib.hasSuffix "/nologin" "${
        if user.shell ? shellPath then user.shell.shellPath else toString user.shell
      }"
    then
      user // { shell = null; }
    else
      user;

  # NixOS compares each user's shell with some packages, which means to evaluate these.
  withoutShells =
    user:
    if lib.isDerivation user.shell && options.programs ? ${lib.getName user.shell} then
      user
    else
      user // { ignoreShellProgramCheck = true; };

  # The groups with fixed ids are in every NixOS, and cost nothing.
  groups' = attrs {
    path = [
      "users"
      "groups"
    ];
    # Users who read a machine's log are in this group.
    keeps =
      name: name == "systemd-journal" || !(lib.hasPrefix "systemd-" name || lib.hasPrefix "nixbld" name);
  };

  # What files define of each group. NixOS' own value of a group looks for members among all users of a machine.
  said = builtins.zipAttrsWith (_: values: values) (
    map (definition: definition.value) (
      import ./definitions.nix { inherit lib; } [ "users" "groups" ] options
    )
  );
  isPlain =
    value:
    builtins.isAttrs value && removeAttrs value [ "gid" ] == { } && builtins.isInt (value.gid or 0);
  cheap = lib.length options.users.groups.declarations == 1;
  group =
    name: value:
    if cheap && map isPlain said.${name} == [ true ] then
      {
        inherit name;
        gid = (lib.head said.${name}).gid or null;
        members = [ ];
      }
    else
      value;
in
rec {
  users = lib.mapAttrs (_: withoutLogin) (usersOf (name: name == busUser));
  groups = lib.mapAttrs group groups'.value;

  # Users and groups as NixOS' assertions see them. Those of the bus are not among them: whether there is a bus depends
  # on every unit, and what is asserted may be why a unit can't be evaluated.
  asserted = {
    inherit groups;
    users = lib.mapAttrs (_: withoutShells) (usersOf (_: false));
  };
}
