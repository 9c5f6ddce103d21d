config: {
  notes = builtins.filter (
    note: builtins.substring 0 6 note == "note: "
  ) config.docker.internal.notes;
  relations = builtins.mapAttrs (_: unit: unit.Unit) config.docker.internal.units.units;
}
