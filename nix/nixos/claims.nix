# The ports on which services of NixOS listen, as far as their options have them in a usual form.
#
#   services  names of the services that the container takes
{
  lib,
  config,
  options,
  services,
}:
let
  # An option that is read by a former name gives a warning.
  isCurrent = option: option.visible or true != false;

  isOn =
    name:
    options.services.${name} ? enable
    && isCurrent options.services.${name}.enable
    && config.services.${name}.enable == true;

  webServer =
    {
      hosts,
      plain ? 80,
      encrypted ? 443,
    }:
    lib.concatMap (
      host:
      let
        isEncrypted = host.addSSL or false || host.forceSSL or false || host.onlySSL or false;
      in
      if host.listen or [ ] != [ ] then
        map (listen: listen.port) host.listen
      else
        lib.optional (!(host.onlySSL or false)) plain ++ lib.optional isEncrypted encrypted
    ) (lib.attrValues hosts);

  # A site's address as Caddy reads it: `example.org`, `http://example.org`, `:8080`.
  addressed =
    address:
    let
      port = builtins.match ".*:([0-9]+)" address;
    in
    if port != null then
      [ (lib.toInt (lib.head port)) ]
    else if lib.hasPrefix "http://" address then
      [ 80 ]
    else
      [
        80
        443
      ];

  of = {
    caddy =
      cfg:
      lib.concatMap addressed (
        lib.mapAttrsToList (name: host: host.hostName or name) (cfg.virtualHosts or { })
      );
    httpd = cfg: webServer { hosts = cfg.virtualHosts or { }; };
    nginx =
      cfg:
      webServer {
        hosts = cfg.virtualHosts or { };
        plain = cfg.defaultHTTPListenPort or 80;
        encrypted = cfg.defaultSSLListenPort or 443;
      };
  };

  portsOf =
    name:
    let
      cfg = config.services.${name};
      usual =
        cfg:
        lib.optional (options.services.${name} ? port && isCurrent options.services.${name}.port) cfg.port;
      found = builtins.tryEval (lib.filter builtins.isInt ((of.${name} or usual) cfg));
    in
    if found.success then found.value else [ ];
in
lib.concatMap (
  name:
  map (port: {
    service = "services.${name}";
    port = "${toString port}/tcp";
  }) (portsOf name)
) (lib.filter (name: options.services ? ${name} && isOn name) services)
