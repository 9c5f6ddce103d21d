config: {
  service = config.docker.internal.units.units."httpd.service".Service;
  lines = builtins.filter (
    line: builtins.isString line && builtins.match ".*(mpm|php|cgi|Workers|Limit).*" line != null
  ) (builtins.split "\n" config.services.httpd.configFile.text);
}
