# What the container takes of an evaluated NixOS: all but what a NixOS without the user's modules has as
# well, unless the user's own files define it or switch it on.
#
#   full, bare  NixOS with and without the user's modules
#
# Of attribute sets the names are compared, of lists the files that define something.
{
  lib,
  full,
  bare,
  nixpkgs,
}:
let
  inherit (full) config options;

  ours = "${toString ../.}/";
  theirs = "${toString nixpkgs}/";
  isOurs = file: lib.hasPrefix ours (toString file) || toString file == "nix-docker";
  isUsers = file: !(lib.hasPrefix theirs (toString file)) && !(isOurs file);

  machines = import ./machines.nix;
  isMachines =
    file: lib.any (prefix: lib.hasPrefix "${theirs}nixos/modules/${prefix}" (toString file)) machines.files;

  at = lib.getAttrFromPath;
  has = lib.hasAttrByPath;

  # Before 2022 files and values came apart.
  definitionsOf =
    option:
    option.definitionsWithLocations or (lib.zipListsWith (file: value: { inherit file value; }) option.files
      option.definitions
    );
  definitions = path: of: if has path of.options then definitionsOf (at path of.options) else [ ];

  # Whether a file of the user's says so.
  saidByUser =
    path:
    has (path ++ [ "files" ]) options && lib.any isUsers (at path options).files && at path config == true;

  # Whether the user switched on what this file of NixOS is about: `services.NAME.enable` and its like,
  # declared there. A bare NixOS has it on, too, but nobody asked for it.
  switchedOn =
    file:
    let
      parts = lib.splitString "/" (toString file);
      last = lib.last parts;
      stem =
        if last == "default.nix" then lib.last (lib.init parts) else lib.removeSuffix ".nix" last;
      declaredHere =
        path:
        has (path ++ [ "declarations" ]) options
        && lib.any (declaration: toString declaration == toString file) (at path options).declarations;
    in
    lib.any (path: declaredHere path && saidByUser path) (
      map (space: [ space stem "enable" ]) [
        "networking"
        "programs"
        "security"
        "services"
        "virtualisation"
      ]
    );

  # An attribute set: { value, dropped }.
  attrs =
    {
      path,
      # Whether what a user's file says of a name makes it, rather than sets something about it.
      makes ? _: true,
      # Names that stay, or go, whoever defines them.
      keeps ? _: false,
      drops ? _: false,
    }:
    let
      all = if has path config then at path config else { };
      known = at path bare.config;
      of = file: lib.filter (definition: file definition.file) (definitions path full);
      own = of isUsers;
      elsewhere = lib.foldl' (names: definition: names // definition.value) { } (
        of (file: !(isMachines file))
      );
      wanted =
        name:
        if keeps name then
          true
        else if drops name then
          false
        else if !(known ? ${name}) then
          elsewhere ? ${name}
        else
          lib.any (definition: definition.value ? ${name} && makes definition.value.${name}) own
          || lib.any (definition: definition.value ? ${name}) (of isOurs)
          || lib.any (
            definition:
            definition.value ? ${name} && !(isMachines definition.file) && switchedOn definition.file
          ) (
            definitions path bare
          );
      names = lib.partition wanted (lib.attrNames all);
    in
    {
      value = lib.getAttrs names.right all;
      dropped = names.wrong;
    };

  # A list: what is defined in files that define nothing of it in a bare NixOS, or that are switched on.
  list =
    path:
    let
      known = lib.listToAttrs (
        map (definition: lib.nameValuePair (toString definition.file) null) (
          lib.filter (definition: definition.value != [ ]) (definitions path bare)
        )
      );
      wanted =
        definition:
        !(isMachines definition.file)
        && (!(known ? ${toString definition.file}) || isOurs definition.file || switchedOn definition.file);
    in
    lib.concatMap (definition: definition.value) (lib.filter wanted (definitions path full));

  matches = import ../container/patterns.nix { inherit lib; };
  included = matches config.docker.units.include;
  belongsToMachine = matches machines.units;

  # A definition that gives a unit something to do, be it under a condition.
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

  units =
    kind: suffix:
    attrs {
      path = [
        "systemd"
        kind
      ];
      makes = givesWork;
      keeps = name: included "${name}.${suffix}";
      drops = name: belongsToMachine "${name}.${suffix}";
    };

  kinds = {
    services = units "services" "service";
    targets = units "targets" "target";
    timers = units "timers" "timer";
    sockets = units "sockets" "socket";
    paths = units "paths" "path";
  };

  etc = attrs { path = [ "environment" "etc" ]; };

  # What files define that say nothing of it in a bare NixOS: the user's, and those of modules that they switch on.
  brought =
    path:
    let
      known = map (definition: toString definition.file) (definitions path bare);
    in
    lib.foldl' (names: definition: names // definition.value) { } (
      lib.filter (
        definition: !(isMachines definition.file) && !(lib.elem (toString definition.file) known)
      ) (definitions path full)
    );

  # Session variables are among the others by a definition of NixOS' own.
  variables =
    let
      path = [ "environment" "variables" ];
      named = brought path // brought [ "environment" "sessionVariables" ];
      taken = attrs {
        inherit path;
        keeps = name: named ? ${name};
      };
      toText = value: if builtins.isList value then lib.concatMapStringsSep ":" toString value else toString value;
    in
    import ./variables.nix {
      inherit lib;
      inherit (starting) searchPath;
      variables = lib.mapAttrs (_: toText) taken.value;
    };

  # systemd's own variables for all services, which name the locales and time zones of a machine.
  globalEnvironment = attrs {
    path = [ "systemd" "globalEnvironment" ];
    keeps =
      name:
      name == "LOCALE_ARCHIVE" && lib.any isUsers options.i18n.defaultLocale.files;
  };

  users = attrs {
    path = [ "users" "users" ];
    keeps = name: name == "root" || name == "nobody";
  };

  # What is made at each start, before all units.
  starting = import ./starting.nix {
    inherit
      lib
      full
      bare
      attrs
      list
      ;
  };

  # The groups with fixed ids are in every NixOS, and cost nothing.
  groups = attrs {
    path = [ "users" "groups" ];
    keeps = name: !(lib.hasPrefix "systemd-" name || lib.hasPrefix "nixbld" name);
  };

  # The default shell comes with PAM and more; where it is, nobody logs in.
  withoutLogin =
    user:
    if
      user.shell != null && lib.hasSuffix "/nologin" "${
        if user.shell ? shellPath then user.shell.shellPath else toString user.shell
      }"
    then
      user // { shell = null; }
    else
      user;

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
        service.enable && (service.serviceConfig.Type or "simple") != "oneshot" && wanted;
    in
    lib.filter lasts (lib.attrNames kinds.services.value);
  # Targets do nothing by themselves.
  leftOut = lib.concatLists (
    lib.mapAttrsToList (
      kind: taken:
      map (name: {
        name = "${name}.${lib.removeSuffix "s" kind}";
        why =
          if (at [ "systemd" kind ] bare.config) ? ${name} then
            "every NixOS has it, and your files do not define it or switch it on"
          else
            "it belongs to a machine";
      }) taken.dropped
    ) (removeAttrs kinds [ "targets" ])
  );

  # What to say: how many units are left out, and with `-v` which, and why.
  notes =
    lib.optional (leftOut != [ ]) (
      "note: ${toString (lib.length leftOut)} units of NixOS are left out, which every NixOS or only a machine has "
      + "(-v says which; docker.units.include keeps some)"
    )
    ++ map ({ name, why }: "detail: left out: ${name}: ${why}") leftOut;
in
{
  config = {
    systemd = {
      inherit (config.systemd) package;
      defaultUnit = config.systemd.defaultUnit or "multi-user.target";
      globalEnvironment = globalEnvironment.value;
      packages = list [ "systemd" "packages" ];
      services = kinds.services.value // starting.services;
      targets = kinds.targets.value;
      timers = kinds.timers.value;
      sockets = kinds.sockets.value;
      paths = kinds.paths.value;
      tmpfiles = {
        rules = list [ "systemd" "tmpfiles" "rules" ];
        settings = (attrs { path = [ "systemd" "tmpfiles" "settings" ]; }).value;
      };
    };
    environment = {
      etc = etc.value;
      variables = variables.plain;
      systemPackages = list [ "environment" "systemPackages" ];
    };
    users = {
      users = lib.mapAttrs (_: withoutLogin) users.value;
      groups = groups.value;
    };
    inherit (config) ids;
    time = { inherit (config.time) timeZone; };
    assertions = list [ "assertions" ];
    warnings = list [ "warnings" ];
    system.build = { inherit (config.system.build) buildScripts; };
    docker = removeAttrs config.docker (
      [
        "internal"
        "minimal"
      ]
      # Its default is what is essential here.
      ++ lib.optional (!(lib.any isUsers options.docker.essential.files)) "essential"
    ) // {
      internal = {
        inherit (config.docker.internal) tmpfilesRules joined;
        inherit leftOut notes;
        inherit (variables) etc;
        inherit (starting) searchPath;
        exposedPorts = lib.unique (
          config.docker.internal.exposedPorts
          ++ config.networking.firewall.allowedTCPPorts
          ++ map (port: "${toString port}/udp") config.networking.firewall.allowedUDPPorts
        );
        essentialUnits = map (name: "${name}.service") essential;
      };
    };
  };
}
