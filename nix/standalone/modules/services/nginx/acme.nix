# Hosts with certificates of `security.acme`: their certificates, where the files are, and the location that answers
# the authority's questions.
{
  lib,
  cfg,
  acme,
}:

let
  inherit (import ./words.nix { inherit lib; }) block directive;

  isUsed = host: host.enableACME || host.useACMEHost != null;

  serverName = name: host: if host.serverName != null then host.serverName else name;

  # The name of a host's certificate.
  certificate =
    name: host: if host.useACMEHost != null then host.useACMEHost else serverName name host;

  directory = name: host: "/var/lib/acme/${certificate name host}";

  hosts = lib.filterAttrs (_: isUsed) cfg.virtualHosts;

  own = lib.filterAttrs (_: host: host.useACMEHost == null) hosts;
in
{
  inherit isUsed serverName;

  names = lib.unique (lib.mapAttrsToList certificate hosts);

  files = name: host: {
    certificate = "${directory name host}/fullchain.pem";
    key = "${directory name host}/key.pem";
    trusted = "${directory name host}/chain.pem";
  };

  # Certificates of the hosts' own, and what those need that hosts share.
  certs = lib.mkMerge (
    lib.mapAttrsToList (name: host: {
      ${certificate name host} = import ../host-certificate.nix { inherit lib; } cfg.group host;
    }) own
    ++ lib.mapAttrsToList (name: host: {
      ${certificate name host}.reloadServices = [ "nginx.service" ];
    }) hosts
  );

  location =
    name: host:
    lib.optionalString
      (
        isUsed host
        && (host.acmeRoot != null || host.acmeFallbackHost != null)
        && (acme.certs.${certificate name host} or { }).dnsProvider or null == null
      )
      (
        block "location ^~ /.well-known/acme-challenge/" (
          lib.optionalString (host.acmeFallbackHost != null) "try_files $uri @acme-fallback;\n"
          + directive "root" host.acmeRoot
          + "auth_basic off;\nallow all;\n"
        )
        + lib.optionalString (host.acmeFallbackHost != null) (
          block "location @acme-fallback" "auth_basic off;\nproxy_pass http://${host.acmeFallbackHost};\n"
        )
      );
}
