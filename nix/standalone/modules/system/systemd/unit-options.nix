# The options that every kind of unit has, and how they become its [Unit] section.
{ lib }:

let
  inherit (lib) mkOption types;

  unitName = types.strMatching "[a-zA-Z0-9@%:_.\\-]+[.](service|socket|target|timer|path|mount|automount|swap|slice|scope|device)";

  units =
    description:
    mkOption {
      type = types.listOf unitName;
      default = [ ];
      inherit description;
    };
in
rec {
  inherit unitName;

  # The value of a directive: one thing, or a list of things for a directive that may be repeated.
  # Lists from several places are joined; anything else may be said once only.
  directive = lib.mkOptionType {
    name = "directive";
    description = "value of a unit file's directive, or a list of such values";
    check =
      value:
      let
        atom =
          atom:
          atom == null
          || builtins.isString atom
          || builtins.isInt atom
          || builtins.isBool atom
          || builtins.isFloat atom
          || builtins.isPath atom
          || atom ? outPath;
      in
      if builtins.isList value then lib.all atom value else atom value;
    merge =
      loc: definitions:
      let
        isList = definition: builtins.isList definition.value;
      in
      if lib.all isList definitions then
        lib.concatMap (definition: definition.value) definitions
      else if lib.any isList definitions then
        throw "The option `${lib.showOption loc}' is a list in one place and a single value in another (${
          lib.concatMapStringsSep ", " (definition: toString definition.file) definitions
        }). Make it a list everywhere to have all values, or use lib.mkForce to have one."
      else
        lib.mergeEqualOption loc definitions;
  };

  section =
    example: description:
    mkOption {
      type = types.attrsOf directive;
      default = { };
      inherit example description;
    };

  options = {
    enable = mkOption {
      type = types.bool;
      default = true;
      description = ''
        Whether the unit exists. A unit that exists is not started by that alone, see `wantedBy`.
      '';
    };

    description = mkOption {
      type = types.singleLineStr;
      default = "";
      example = "The shop's mail queue";
      description = "What the unit is, for people who read its status.";
    };

    documentation = mkOption {
      type = types.listOf types.str;
      default = [ ];
      example = [ "https://example.org/manual" ];
      description = "Where there is more to read about the unit.";
    };

    wantedBy = units ''
      Units that start this one when they are started, whether or not that succeeds. A service that
      is to run when the container runs has `[ "multi-user.target" ]`.
    '';
    requiredBy = units "Units that start this one when they are started, and that fail if it fails.";
    upheldBy = units "Units that start this one again whenever it is found stopped.";
    aliases = units "Other names of the unit.";

    after = units "Units that are ready before this one is started, if they are started at all.";
    before = units "Units that wait until this one is ready, if they are started at all.";
    wants = units "Units that are started with this one; their failure does not matter.";
    requires = units "Units that are started with this one, and without which it can't run.";
    requisite = units "Units without which, unless they run already, this one is not started.";
    bindsTo = units "Like `requires`; and this unit is stopped as soon as one of them stops.";
    partOf = units "Units whose stop or restart stops or restarts this one.";
    upholds = units "Units that are started again whenever they are found stopped.";
    conflicts = units "Units that can't run at the same time as this one.";
    onFailure = units "Units that are started when this one has failed.";
    onSuccess = units "Units that are started when this one has done its work.";

    startLimitBurst = mkOption {
      type = types.nullOr types.int;
      default = null;
      example = 5;
      description = "How often the unit may be started within `startLimitIntervalSec`.";
    };
    startLimitIntervalSec = mkOption {
      type = types.nullOr types.int;
      default = null;
      example = 60;
      description = "Seconds over which starts are counted; 0 is no limit.";
    };

    unitConfig = section { ConditionPathExists = "/data/enabled"; } ''
      Directives of the unit's `[Unit]` section, see systemd.unit(5).
    '';

    restartTriggers = mkOption {
      type = types.listOf types.unspecified;
      default = [ ];
      description = "Accepted: a container is started anew when its configuration changes.";
    };
    reloadTriggers = mkOption {
      type = types.listOf types.unspecified;
      default = [ ];
      description = "Accepted: a container is started anew when its configuration changes.";
    };

    overrideStrategy = mkOption {
      type = types.enum [
        "asDropinIfExists"
        "asDropin"
      ];
      default = "asDropinIfExists";
      description = ''
        Whether this only adds to a unit that a template or a package declares (`asDropin`), or is a unit of its
        own where there is none.
      '';
    };
  };

  # The [Unit] section, complete.
  config =
    { config, ... }:
    {
      config.unitConfig =
        lib.filterAttrs (_: names: names != [ ]) {
          After = config.after;
          Before = config.before;
          Wants = config.wants;
          Requires = config.requires;
          Requisite = config.requisite;
          BindsTo = config.bindsTo;
          PartOf = config.partOf;
          Upholds = config.upholds;
          Conflicts = config.conflicts;
          OnFailure = config.onFailure;
          OnSuccess = config.onSuccess;
          Documentation = config.documentation;
        }
        // {
          Description = lib.mkIf (config.description != "") config.description;
          StartLimitBurst = lib.mkIf (config.startLimitBurst != null) config.startLimitBurst;
          StartLimitIntervalSec = lib.mkIf (
            config.startLimitIntervalSec != null
          ) config.startLimitIntervalSec;
        };
    };
}
