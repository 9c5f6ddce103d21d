# Which units the user's files define, and where they say what: for messages about mistakes.
#
#   definitions  what the user's files define of an option, by its path: [ { value } ]
{ lib, definitions }:
let
  pathName = import ./path-name.nix { inherit lib; };

  options = {
    service = "services";
    target = "targets";
    timer = "timers";
    socket = "sockets";
    path = "paths";
  };

  # A mount has no name but its place.
  mounts =
    lib.concatMap
      (definition: lib.filter (mount: mount ? where) (lib.concatMap plain (lib.toList definition.value)))
      (definitions [
        "systemd"
        "mounts"
      ]);

  # All definitions of a unit, as plain sets, under whichever condition they are.
  said =
    name: kind:
    if kind == "mount" then
      lib.filter (mount: pathName mount.where == name) mounts
    else if options ? ${kind} then
      lib.concatMap (definition: lib.optional (definition.value ? ${name}) definition.value)
        (definitions [
          "systemd"
          options.${kind}
        ])
    else
      [ ];

  plain =
    value:
    let
      kind = if builtins.isAttrs value then value._type or null else null;
    in
    if kind == "merge" then
      lib.concatMap plain value.contents
    else if kind == "if" || kind == "override" || kind == "order" then
      plain value.content
    else
      lib.optional (builtins.isAttrs value) value;

  # Options that are another way to say a directive.
  others = {
    ExecStart = "script";
    ListenDatagram = "listenDatagrams";
    ListenStream = "listenStreams";
    OnCalendar = "startAt";
    Options = "options";
    Type = "type";
    WantedBy = "wantedBy";
    What = "what";
    Where = "where";
  };

  position = name: set: lib.optional (set ? ${name}) (builtins.unsafeGetAttrPos name set);

  # The place of a unit's directive in one set, else that of the unit.
  within =
    directive: section: unit:
    let
      sections = lib.concatMap (name: lib.concatMap plain (lib.optional (unit ? ${name}) unit.${name})) [
        section
        "unitConfig"
      ];
    in
    lib.concatMap (position directive) sections
    ++ lib.concatMap (name: position name unit) (
      lib.optional (others ? ${directive}) others.${directive}
    );
in
{
  # Names of units. A service may say when its timer starts it.
  names =
    lib.concatLists (
      lib.mapAttrsToList (
        kind: option:
        lib.concatMap
          (
            definition:
            lib.concatMap (name: [ "${name}.${kind}" ] ++ lib.optional (kind == "service") "${name}.timer") (
              lib.attrNames definition.value
            )
          )
          (definitions [
            "systemd"
            option
          ])
      ) options
    )
    ++ map (mount: "${pathName mount.where}.mount") mounts;

  # FILE:LINE of a unit's directive, else of the unit; null where the user's files have neither.
  placeOf =
    unit: directive:
    let
      parts = builtins.match "(.*)[.]([a-z]+)" unit;
      name = lib.head parts;
      kind = lib.last parts;
      ofKind =
        kind:
        let
          sets = said name kind;
          units = if kind == "mount" then sets else lib.concatMap (set: plain set.${name}) sets;
        in
        {
          directives = lib.concatMap (within directive "${kind}Config") units;
          itself =
            if kind == "mount" then
              lib.concatMap (position "where") sets
            else
              lib.concatMap (position name) sets;
        };
      own = ofKind kind;
      service = ofKind "service";
      found = lib.filter (place: place != null) (
        own.directives
        ++ lib.optionals (kind == "timer") service.directives
        ++ own.itself
        ++ lib.optionals (kind == "timer") service.itself
      );
    in
    if parts == null || found == [ ] then
      null
    else
      "${toString (lib.head found).file}:${toString (lib.head found).line}";
}
