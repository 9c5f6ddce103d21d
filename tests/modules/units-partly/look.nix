config: {
  inherit (config.docker.internal.units) units dropIns;
  zones = map (builtins.replaceStrings [ "${builtins.storeDir}" ] [ "" ]) (
    builtins.filter (
      argument: builtins.substring 0 7 argument != "--zones"
    ) config.docker.internal.zoneArguments
  );
  inherit (config.docker) essential;
}
