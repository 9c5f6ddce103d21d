config: {
  bundle = config.environment.etc."ssl/certs/ca-certificates.crt".source.text;
  packages = map (package: package.name) config.environment.systemPackages;
  shells = config.environment.etc.shells.text;
}
