config: {
  inherit (config.docker.internal) notes zoneArguments;
  units = builtins.attrNames config.docker.internal.units.units;
  activation = removeAttrs config.docker.internal.units.units."nix-docker-activation.service" [
    "Service"
  ];
}
