# units.json: the configuration's units, tmpfiles rules and settings of the init.
#
# Reads `systemd.*` in the form that both NixOS' modules and ours leave it in: the [Unit] section
# is complete in `unitConfig`, the main section in `serviceConfig` (`timerConfig`, …), scripts have
# become Exec lines. The unit files of `systemd.packages` are read when the image is built.
{
  config,
  lib,
  options,
  pkgs,
  ...
}:

let
  cfg = config.docker;
  inherit (cfg) internal;
  inherit (config) systemd;

  excluded = import ./patterns.nix { inherit lib; } cfg.units.exclude;

  unitsOfAny = import ./unit-sections.nix { inherit config lib; };

  unitsOf = which: lib.filterAttrs (name: _: !excluded name) (unitsOfAny which);

  # Units that only add to what a template or a package declares.
  isDropIn = unit: (unit.enable or true) && (unit.overrideStrategy or null) == "asDropin";
  allUnits = unitsOf (unit: !isDropIn unit);
  dropIns = lib.mapAttrs (_: sections: { "overrides.conf" = sections; }) (unitsOf isDropIn);

  essential = lib.filter (name: !excluded name) cfg.essential;

  nearest = import ./nearest.nix { inherit lib; };

  # Patterns of docker.units that stand for no unit. What a package brings is not known before it is built.
  unmatched =
    let
      names = map (unit: unit.name) internal.leftOut ++ lib.attrNames everyUnit;
      everyUnit = unitsOfAny (_: true);
      ofWhich =
        which:
        map (pattern: "docker.units.${which}: no unit is called ${pattern}${nearest pattern names}") (
          lib.filter (
            pattern:
            !(lib.hasSuffix ".target" pattern)
            && !(lib.any (import ./patterns.nix { inherit lib; } [ pattern ]) names)
          ) cfg.units.${which}
        );
    in
    lib.optionals (internal.unitDirectories == [ ]) (ofWhich "include" ++ ofWhich "exclude");

  enabledUnits = lib.filterAttrs (_: unit: unit != null) allUnits // dropIns;
  services = lib.filter (lib.hasSuffix ".service") (lib.attrNames enabledUnits);

  # What the user's own files define of an option.
  ownDefinitions =
    path:
    lib.filter (definition: !(lib.hasPrefix (toString ../.) (toString definition.file))) (
      (lib.attrByPath path { } options).definitionsWithLocations or [ ]
    );

  # Names that no unit can have: systemd.unit(5).
  wrongNames = lib.filter (name: builtins.match "[a-zA-Z0-9:_.\\@-]+" name == null) (
    lib.attrNames enabledUnits
  );

  at =
    name:
    let
      place = internal.placeOf name "";
    in
    if place == null then name else "${name} (${place})";

  # Services that the user's own files define count as enabled by name, as far as they go on.
  ownServices =
    let
      lasts =
        name:
        let
          service = systemd.services.${name};
          template = systemd.services."${lib.head (lib.splitString "@" name)}@" or { };
          type = service.serviceConfig.Type or (template.serviceConfig.Type or "simple");
        in
        service.enable
        && !(lib.hasSuffix "@" name)
        && type != "oneshot"
        && service.wantedBy ++ service.requiredBy != [ ];
    in
    map (name: "${name}.service") (lib.filter lasts internal.ownServices);

  # `systemd.tmpfiles.settings`, as lines. Only the argument may have blanks as they are.
  settingsRules =
    let
      quoted = text: if builtins.match "[^ \t\"'\\\\]*" text != null then text else builtins.toJSON text;
      line =
        path: rule:
        lib.concatStringsSep " " (
          [
            rule.type
            (quoted path)
            rule.mode
            rule.user
            rule.group
            rule.age
          ]
          ++ lib.optional (rule.argument != "") rule.argument
        );
      ofPath = path: rules: lib.mapAttrsToList (_: line path) rules;
    in
    lib.concatMap (group: lib.concatLists (lib.mapAttrsToList ofPath group)) (
      lib.attrValues (systemd.tmpfiles.settings or { })
    );

  # /run may be an empty tmpfs at every start.
  ownRules = [
    "L+ /run/current-system/sw - - - - /usr"
    "L+ /run/current-system/systemd - - - - ${toString internal.program}"
  ];
in
{
  options.docker.internal = {
    units = lib.mkOption {
      type = lib.types.raw;
      internal = true;
      description = "The content of units.json, as a value.";
    };

    unitDirectories = lib.mkOption {
      type = lib.types.listOf lib.types.str;
      internal = true;
      description = "The directories with unit files that packages bring: they are read when the image is built.";
    };

    ownServices = lib.mkOption {
      type = lib.types.listOf lib.types.str;
      internal = true;
      description = "The services that the user's own files define.";
    };
  };

  config = {
    docker.internal.essentialUnits = ownServices;

    docker.internal.ownServices = lib.mkOptionDefault (
      lib.unique (
        lib.concatMap (definition: lib.attrNames definition.value) (ownDefinitions [
          "systemd"
          "services"
        ])
      )
    );

    docker.internal.notes = import ./idle.nix { inherit lib; } {
      units = enabledUnits;
      inherit (internal) ownServices;
      hasOthers = internal.unitDirectories != [ ] || internal.base != null;
    };

    docker.internal.unitDirectories = lib.concatMap (package: [
      "${package}/etc/systemd/system"
      "${package}/lib/systemd/system"
    ]) (systemd.packages or [ ]);

    docker.internal.placeOf = lib.mkDefault (
      (import ./places.nix {
        inherit lib;
        definitions = ownDefinitions;
      }).placeOf
    );

    warnings = unmatched;

    assertions =
      map (name: {
        assertion = false;
        message = "${at name}: a unit's name can have letters, digits and `:-_.@\\` only";
      }) wrongNames
      ++ map (name: {
        assertion = enabledUnits ? ${name} || lib.hasInfix "@" name;
        message = "docker.essential: there is no unit ${name}. The configuration has ${
          if services == [ ] then "no services" else lib.concatStringsSep ", " services
        }.";
      }) (lib.subtractLists wrongNames essential);

    docker.internal.units = {
      version = 1;
      settings = {
        defaultTarget = systemd.defaultUnit or "multi-user.target";
        inherit essential;
        inherit (cfg)
          logFormat
          foreignUsers
          verbose
          ;
        allowUnsupported = cfg.allowUnsupported || internal.allowUnsupported;
        stopTimeoutSec = cfg.stopTimeout;
        inherit (config.system.build) buildScripts;
      }
      // lib.optionalAttrs (internal.ownUnits != null) {
        own = lib.filter (name: enabledUnits ? ${name}) internal.ownUnits;
      }
      // lib.optionalAttrs (cfg.capabilities != [ ]) { inherit (cfg) capabilities; };
      tmpfiles = ownRules ++ internal.tmpfilesRules ++ systemd.tmpfiles.rules ++ settingsRules;
      units = allUnits;
    }
    // lib.optionalAttrs (dropIns != { }) { inherit dropIns; };

    system.build.units =
      let
        declared = pkgs.writeText "units.json" (builtins.toJSON internal.units);
        directories = internal.unitDirectories;
      in
      if directories == [ ] then
        declared
      else
        pkgs.runCommand "units.json" { } ''
          ${internal.program}/bin/nix-docker add-units ${declared} $out ${lib.escapeShellArgs directories}
        '';
  };
}
