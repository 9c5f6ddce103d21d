config: {
  ports = config.docker.internal.spec.config.ExposedPorts;
  sites = builtins.filter (
    line:
    builtins.isString line
    && builtins.match ".*(<VirtualHost|ServerName|ServerAlias|DocumentRoot|Listen).*" line != null
  ) (builtins.split "\n" config.services.httpd.configFile.text);
}
