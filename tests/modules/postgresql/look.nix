config: {
  inherit (config.services.postgresql)
    authentication
    identMap
    settings
    dataDir
    ;
  ports = config.docker.internal.exposedPorts;
  inherit (config.docker.internal.units) units;
  ensure = import ../../../nix/standalone/modules/services/postgresql/ensure.nix {
    lib = import ../../../nix/standalone/lib;
    cfg = config.services.postgresql;
  };
}
