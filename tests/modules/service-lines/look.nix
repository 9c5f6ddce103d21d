config:
let
  lines = text: builtins.filter builtins.isString (builtins.split "\n+" text);
in
{
  mysql = lines config.environment.etc."my.cnf".source.text;
  bind = lines config.services.bind.configFile.text;
  poolGroup = config.services.phpfpm.pools.site.group;
  essential = config.docker.internal.essentialUnits;
  joined = map toString config.docker.internal.joined;
}
