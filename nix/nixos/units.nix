# Which units the container takes of an evaluated NixOS, which of them are essential, and what to say of the rest.
{
  lib,
  full,
  known,
  attrs,
  list,
  isChosen,
  ofUser,
  definitions,
}:
let
  inherit (full) config;

  matches = import ../container/patterns.nix { inherit lib; };
  included = matches config.docker.units.include;
  excluded = matches config.docker.units.exclude;
  belongsToMachine = matches (import ./machines.nix).units;

  # Whether a definition gives a unit something to do, even under a condition.
  givesWork =
    definition:
    let
      kind = if builtins.isAttrs definition then definition._type or null else null;
    in
    if kind == "if" || kind == "override" || kind == "order" then
      givesWork definition.content
    else if kind == "merge" then
      lib.any givesWork definition.contents
    else
      builtins.isAttrs definition
      && (
        definition ? script
        || definition ? timerConfig
        || definition ? socketConfig
        || definition ? listenStreams
        || definition ? pathConfig
        || (builtins.isAttrs (definition.serviceConfig or null) && definition.serviceConfig ? ExecStart)
      );

  # A service's `startAt` becomes a timer in a file of NixOS' that counts as a machine's.
  startsAt =
    name:
    ofModules.services.value ? ${name}
    && lib.toList (ofModules.services.value.${name}.startAt or [ ]) != [ ];

  # A time for what every machine does, and a container does not: its service is left out.
  startsNothing =
    name:
    known."systemd.timers" ? ${name}
    && !(ofModules.services.value ? ${name})
    && !(config.systemd.timers.${name}.timerConfig ? Unit);

  units = kind: suffix: unitsBeside kind suffix (_: false) (_: false);

  unitsBeside =
    kind: suffix: also: without:
    attrs {
      path = [
        "systemd"
        kind
      ];
      makes = givesWork;
      keeps = name: included "${name}.${suffix}" || also name;
      drops = name: belongsToMachine "${name}.${suffix}" || without name;
    };

  ofModules = {
    services = units "services" "service";
    targets = units "targets" "target";
    timers = unitsBeside "timers" "timer" startsAt startsNothing;
    sockets = units "sockets" "socket";
    paths = units "paths" "path";
  };

  bus = import ./bus.nix {
    inherit
      lib
      full
      included
      list
      isChosen
      ;
    services = lib.filterAttrs (name: _: !excluded "${name}.service") ofModules.services.value;
  };

  # If the user has a bus of their own, it is the one.
  hasOwnBus = ofModules.services.value.dbus.serviceConfig.ExecStart or null != null;

  kinds =
    ofModules
    // lib.optionalAttrs (bus.needed && !hasOwnBus) {
      services = {
        value = ofModules.services.value // bus.services;
        dropped = lib.subtractLists [ "dbus" "dbus-broker" ] ofModules.services.dropped;
      };
      sockets = ofModules.sockets // {
        value = bus.sockets // ofModules.sockets.value;
      };
    };

  # Services that something wants and that go on: when one has failed for good, so has the container.
  essential =
    let
      requiredByTargets = lib.concatMap (target: target.requires) (lib.attrValues kinds.targets.value);
      lasts =
        name:
        let
          service = kinds.services.value.${name};
          wanted =
            service.wantedBy ++ service.requiredBy != [ ] || lib.elem "${name}.service" requiredByTargets;
        in
        service.enable
        && !(lib.hasSuffix "@" name)
        && (service.serviceConfig.Type or "simple") != "oneshot"
        && wanted;
    in
    lib.filter lasts (lib.attrNames kinds.services.value);

  # Services that the user's own files give something to do.
  ownServices = lib.unique (
    lib.concatMap
      (
        definition:
        lib.filter (name: kinds.services.value ? ${name} && givesWork definition.value.${name}) (
          lib.attrNames definition.value
        )
      )
      (ofUser [
        "systemd"
        "services"
      ])
  );

  # What only the user's files speak of, and without giving it something to do: it is of a module that is not on.
  isStub =
    name:
    let
      speaking =
        from:
        lib.count (definition: definition.value ? ${name}) (from [
          "systemd"
          "services"
        ]);
    in
    speaking definitions == speaking ofUser && !(lib.elem name ownServices);

  # What a container does without is no reason for a unit not to start.
  leftOutNames = lib.genAttrs (lib.concatLists (
    lib.mapAttrsToList (
      kind: taken: map (name: "${name}.${lib.removeSuffix "s" kind}") taken.dropped
    ) kinds
  )) (_: null);
  withoutLeftOut =
    unit:
    let
      kept = value: lib.filter (name: !(leftOutNames ? ${name})) (lib.splitString " " (toString value));
      requirements = lib.mapAttrs (_: kept) (
        builtins.intersectAttrs {
          BindsTo = null;
          Requires = null;
          Requisite = null;
        } unit.unitConfig
      );
      unmet = lib.attrNames (lib.filterAttrs (_: names: names == [ ]) requirements);
    in
    unit
    // {
      unitConfig = removeAttrs (unit.unitConfig // lib.mapAttrs (_: toString) requirements) unmet;
    };

  # Targets do nothing by themselves.
  leftOut =
    lib.concatLists (
      lib.mapAttrsToList (
        kind: taken:
        map (name: {
          name = "${name}.${lib.removeSuffix "s" kind}";
          why =
            if known."systemd.${kind}" ? ${name} then
              "every NixOS has it, and your files do not define it or switch it on"
            else
              "it belongs to a machine";
        }) taken.dropped
      ) (removeAttrs kinds [ "targets" ])
    )
    ++ usersUnits
    ++ map (automount: {
      name = "the automount at ${automount.where}";
      why = "nothing is mounted on demand in a container";
    }) (atPaths "automounts");

  # Units without a name but the path that they are at.
  atPaths =
    kind:
    let
      chosen = map (unit: unit.where or null) (list [
        "systemd"
        kind
      ]);
    in
    lib.filter (unit: lib.elem unit.where chosen) (config.systemd.${kind} or [ ]);

  # Units of users' own managers, which a container does not have.
  usersUnits =
    let
      ofKind =
        kind:
        map
          (name: {
            name = "${name}.${lib.removeSuffix "s" kind}";
            why = "it is for the systemd of a user who has logged in (systemd.user), which a container does not have";
          })
          (
            lib.attrNames (
              removeAttrs (config.systemd.user.${kind} or { }) (lib.attrNames known."systemd.user.${kind}")
            )
          );
    in
    lib.concatMap ofKind [
      "paths"
      "services"
      "sockets"
      "timers"
    ];

  # What to say: how many units are left out, and with `-v` which, and why.
  notes =
    lib.optional (leftOut != [ ]) (
      "note: ${toString (lib.length leftOut)} units of NixOS are left out, which every NixOS or only a machine has "
      + "(-v says which; docker.units.include keeps some)"
    )
    ++ map ({ name, why }: "detail: left out: ${name}: ${why}") leftOut;
in
{
  inherit
    bus
    essential
    leftOut
    notes
    ownServices
    isStub
    matches
    ;
  taken = lib.mapAttrs (_: kind: lib.mapAttrs (_: withoutLeftOut) kind.value) kinds;
  mounts = map withoutLeftOut (atPaths "mounts");

  # The names of all units that are taken.
  names = lib.concatLists (
    lib.mapAttrsToList (
      kind: taken: map (name: "${name}.${lib.removeSuffix "s" kind}") (lib.attrNames taken.value)
    ) kinds
  );
}
