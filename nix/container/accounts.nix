# /etc/passwd, /etc/group and /etc/shadow from `users.*`, whichever modules declared it.
{ config, lib }:

let
  idRules = import ./ids.nix { inherit lib; };
  dynamicUser = import ./dynamic-user.nix { inherit lib; };

  cfg = config.users;

  # A user that units with DynamicUser= run as.
  dynamic = lib.mapAttrs' (
    unit: service:
    let
      name = dynamicUser.name unit service;
    in
    lib.nameValuePair name {
      inherit name;
      uid = null;
      range = idRules.dynamic;
      group = dynamicUser.group unit service;
      description = "Dynamic User";
      home = "/";
      shell = "/usr/sbin/nologin";
      extraGroups = [ ];
    }
  ) (lib.filterAttrs (_: dynamicUser.is) config.systemd.services);

  enabled = lib.filterAttrs (_: user: user.enable or true) cfg.users;

  declaredUsers = lib.mapAttrs' (_: user: lib.nameValuePair user.name user) enabled;
  declaredGroups = lib.mapAttrs' (_: group: lib.nameValuePair group.name group) cfg.groups;

  users = dynamic // declaredUsers;

  # Groups that nobody declared but users are in.
  implied =
    lib.genAttrs (lib.filter (name: name != "") (lib.mapAttrsToList (_: user: user.group) dynamic))
      (name: {
        inherit name;
        gid = null;
        range = idRules.dynamic;
        members = [ ];
      });

  groups = implied // declaredGroups;

  wellKnown = config.ids or { };

  entry = known: id: name: thing: {
    id = if thing.${id} != null then thing.${id} else known.${name} or null;
    range = thing.range or (if thing.isNormalUser or false then idRules.normal else idRules.system);
  };

  uids = idRules.allocate (lib.mapAttrs (entry (wellKnown.uids or { }) "uid") users);
  gids = idRules.allocate (lib.mapAttrs (entry (wellKnown.gids or { }) "gid") groups);

  # A group that nobody declared is nogroup, as NixOS has it.
  gidOf = user: gids.ids.${user.group} or 65534;
  groupless = lib.filter (user: !(groups ? ${user.group})) (lib.attrValues users);

  shellOf =
    user:
    if user.shell == null then
      "/usr/sbin/nologin"
    else if user.shell ? shellPath then
      "${user.shell}${user.shell.shellPath}"
    else if lib.isDerivation user.shell then
      lib.getExe user.shell
    else
      "${user.shell}";

  byId = ids: lib.sort (a: b: ids.${a} < ids.${b} || (ids.${a} == ids.${b} && a < b));

  lines = names: toLine: lib.concatMapStrings (name: toLine name + "\n") names;

  userNames = byId uids.ids (lib.attrNames users);
  groupNames = byId gids.ids (lib.attrNames groups);

  membersOf =
    name:
    lib.unique (
      lib.filter (user: lib.elem name users.${user}.extraGroups) (lib.attrNames users)
      ++ groups.${name}.members
    );

  twice =
    ids:
    lib.filterAttrs (_: names: lib.length names > 1) (
      lib.foldl' (
        seen: name:
        let
          key = toString ids.${name};
        in
        seen // { ${key} = (seen.${key} or [ ]) ++ [ name ]; }
      ) { } (lib.attrNames ids)
    );
in
{
  inherit uids gids users;

  # What the check of the units is told.
  arguments = [
    "--users=${lib.concatStringsSep "," (lib.attrNames users)}"
    "--groups=${lib.concatStringsSep "," (lib.attrNames groups)}"
  ];

  # The number that "1000" or a name stands for.
  numberOf =
    kind: name:
    if builtins.match "[0-9]+" name != null then
      lib.toInt name
    else
      {
        user =
          uids.ids.${name}
            or (throw "docker.user: there is no user `${name}'. Declare it in users.users, or give its number.");
        group =
          gids.ids.${name}
            or (throw "docker.user: there is no group `${name}'. Declare it in users.groups, or give its number.");
      }
      .${kind};

  passwd = lines userNames (
    name:
    let
      user = users.${name};
    in
    lib.concatStringsSep ":" [
      name
      "x"
      (toString uids.ids.${name})
      (toString (gidOf user))
      user.description
      (toString user.home)
      (shellOf user)
    ]
  );

  group = lines groupNames (
    name: "${name}:x:${toString gids.ids.${name}}:${lib.concatStringsSep "," (membersOf name)}"
  );

  # Nobody has a password: what is in an image can be read by everyone who has the image.
  shadow = lines userNames (name: "${name}:!:1::::::");

  # What to say about ids.
  warnings =
    let
      say =
        kind: id: moved:
        "users.${kind}.${moved.name} shares the id that its name gives with another name and has been given "
        + "${toString moved.id}. Write users.${kind}.${moved.name}.${id} = ${toString moved.id}; "
        + "so that it never moves.";
    in
    map (say "users" "uid") uids.moved
    ++ map (say "groups" "gid") gids.moved
    ++ map (
      user:
      "users.users.${user.name}.group: there is no group `${user.group}'; it is nogroup's number, 65534, as on NixOS"
    ) groupless;

  assertions =
    let
      distinct =
        kind: id: ids:
        lib.mapAttrsToList (number: names: {
          assertion = false;
          message = "users.${kind}: ${lib.concatStringsSep " and " names} have the same ${id}, ${number}.";
        }) (twice ids);
    in
    distinct "users" "uid" uids.ids ++ distinct "groups" "gid" gids.ids;
}
