config: {
  inherit (config.docker.internal.units) settings units;
  scripts = map baseNameOf config.systemd.services.shop.jobScripts;
}
