config:
builtins.filter (
  line: builtins.isString line && builtins.match ".*(Listen|<VirtualHost).*" line != null
) (builtins.split "\n" config.services.httpd.configFile.text)
