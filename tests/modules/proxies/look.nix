config:
let
  lines =
    name:
    builtins.filter builtins.isString (builtins.split "\n+" config.environment.etc.${name}.source.text);
in
{
  squid = lines "squid/squid.conf";
  tinyproxy = lines "tinyproxy/tinyproxy.conf";
  torrc = lines "tor/torrc";
  torsocks = lines "tor/torsocks.conf";
  ports = config.docker.internal.exposedPorts;
  essential = config.docker.internal.essentialUnits;
  inherit (config.docker.internal.units) units;
}
