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

  # The default shell comes with PAM and more; where it is, nobody logs in.
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
    # Readers of a machine's log are in its group.
    keeps =
      name: name == "systemd-journal" || !(lib.hasPrefix "systemd-" name || lib.hasPrefix "nixbld" name);
  };

  # What files say of each group. NixOS' own value of one looks for its members among all users of a machine.
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

  # As NixOS looks at them for what it asserts. That of the bus is not among them: whether there is a bus says each unit,
  # and what is asserted may be why a unit can't be evaluated.
  asserted = {
    inherit groups;
    users = lib.mapAttrs (_: withoutShells) (usersOf (_: false));
  };
}
