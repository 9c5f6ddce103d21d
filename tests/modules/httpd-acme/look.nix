config: {
  conf = builtins.filter builtins.isString (
    builtins.split "\n" config.services.httpd.configFile.text
  );
  unit = config.docker.internal.units.units."httpd.service".Unit;
  cert = {
    inherit (config.security.acme.certs."example.org")
      extraDomainNames
      group
      reloadServices
      webroot
      ;
  };
}
