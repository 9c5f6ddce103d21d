# What a configuration declares and nothing starts.
{ lib }:
{
  # All units that are enabled, in the form of units.json.
  units,
  # The names of services that the user's own files define.
  ownServices,
  # Whether there may be units that are not among these.
  hasOthers,
}:
let
  words = value: lib.concatMap (lib.splitString " ") (map toString (lib.toList value));

  # Units that a unit starts, or that start with it: it triggers the unit of its own name unless it says another.
  startedBy =
    name: unit:
    let
      sections = [
        "Unit"
        "Install"
        "Timer"
        "Socket"
        "Path"
      ];
      said = lib.concatMap (
        section:
        lib.concatMap (directive: words unit.${section}.${directive} or [ ]) [
          "BindsTo"
          "OnFailure"
          "OnSuccess"
          "Requires"
          "Requisite"
          "Service"
          "Unit"
          "Upholds"
          "Wants"
        ]
      ) sections;
      own =
        lib.concatMap
          (suffix: lib.optional (lib.hasSuffix suffix name) "${lib.removeSuffix suffix name}.service")
          [
            ".timer"
            ".socket"
            ".path"
          ];
    in
    said ++ own;

  started = lib.genAttrs (lib.concatLists (lib.mapAttrsToList startedBy units)) (_: null);

  isIdle =
    name:
    let
      unit = units.${name};
    in
    units ? ${name}
    && unit ? Service
    && !(unit ? Install)
    && !(started ? ${name})
    && !(lib.hasInfix "@" name)
    # Without one it is a setting for a service that is not there.
    && unit.Service ? ExecStart
    # The bus starts it.
    && !(unit.Service ? BusName);
  idle = lib.filter isIdle (map (name: "${name}.service") ownServices);

  # Except for what the container itself does at its start.
  runs = lib.filterAttrs (
    name: unit:
    !(lib.hasPrefix "nix-docker-" name)
    && (unit ? Service || unit ? Socket || unit ? Timer || unit ? Path)
  ) units;
in
lib.optional (idle != [ ]) (
  "note: nothing starts ${lib.concatStringsSep ", " idle}: "
  + "wantedBy = [ \"multi-user.target\" ]; starts a service with the container"
)
++
  lib.optional (runs == { } && !hasOthers)
    "note: the configuration has no service: nothing runs in the container but what `docker run` is told"
