config:
let
  lines = text: builtins.filter builtins.isString (builtins.split "\n+" text);
  inherit (config.systemd) services;
in
{
  nginx = lines config.environment.etc."nginx/nginx.conf".source.text;
  order = lines services."acme-order-renew-one.example.org".script;
  byDns = lines services."acme-order-renew-dns".script;
  selfSigned = lines services."acme-one.example.org".script;
  inherit (config.docker.internal.units) tmpfiles;
  inherit (config.docker) volumes;
  inherit (config.docker.internal) essentialUnits;
  units = removeAttrs config.docker.internal.units.units [
    # Like the others.
    "acme-one.example.org.service"
    "acme-wild.example.org.service"
    "acme-order-renew-wild.example.org.service"
    "acme-order-wild.example.org.timer"
    "acme-renew-wild.example.org.timer"
    "acme-finished-wild.example.org.target"
  ];
}
