config: {
  rules = builtins.filter (
    rule: builtins.match "d /(data|home)/.*" rule != null
  ) config.docker.internal.tmpfilesRules;
  radicale = config.systemd.services.radicale.serviceConfig.StateDirectory;
}
