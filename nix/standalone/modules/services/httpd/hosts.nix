# What follows from the virtual hosts: their order, where they listen, what is wrong with them.
{ config, lib }:

let
  cfg = config.services.httpd;

  byName = lib.mapAttrsToList (name: host: host // { attribute = name; }) cfg.virtualHosts;

  withSSL = host: host.onlySSL || host.addSSL || host.forceSSL;

  at =
    port: ssl: addresses:
    map (ip: { inherit ip port ssl; }) addresses;

  has = value: value != null;

  # Those with a certificate of `security.acme`.
  acme = lib.filter (host: host.enableACME || has host.useACMEHost) byName;

  certificate = host: if has host.useACMEHost then host.useACMEHost else host.hostName;
in
rec {
  certificates = lib.unique (map certificate acme);

  # Those certificates, as definitions of `security.acme.certs`.
  certs = lib.mkMerge (
    map (host: {
      ${certificate host} = lib.mkMerge [
        { reloadServices = [ "httpd.service" ]; }
        (lib.mkIf (!has host.useACMEHost) (import ../host-certificate.nix { inherit lib; } cfg.group host))
      ];
    }) acme
  );

  # The files of a host's certificate.
  filesOf =
    host:
    let
      directory = "/var/lib/acme/${certificate host}";
    in
    if host.enableACME || has host.useACMEHost then
      {
        certificate = "${directory}/fullchain.pem";
        key = "${directory}/key.pem";
        chain = null;
      }
    else
      {
        certificate = host.sslServerCert;
        key = host.sslServerKey;
        chain = host.sslServerChain;
      };

  isMain = name: name == cfg.mainHost;

  # The name of an option of the main site, as the user wrote it.
  mainOption = option: "services.httpd.${option}";

  # The first virtual host is the one that answers for unknown names.
  list =
    lib.filter (host: isMain host.attribute) byName ++ lib.filter (host: !isMain host.attribute) byName;

  listensOf =
    host:
    if host.listen != [ ] then
      map (listen: { inherit (listen) ip port ssl; }) host.listen
    else
      lib.optionals (withSSL host) (at 443 true host.listenAddresses)
      ++ lib.optionals (!host.onlySSL) (at 80 false host.listenAddresses);

  # An address as Apache writes it.
  address = ip: if lib.hasInfix ":" ip && !lib.hasPrefix "[" ip then "[${ip}]" else ip;

  listens = lib.unique (lib.concatMap listensOf list);

  anySSL = lib.any (listen: listen.ssl) listens;

  assertions = lib.concatMap (
    host:
    let
      option = name: "services.httpd.virtualHosts.${host.attribute}.${name}";
      ssl = lib.any (listen: listen.ssl) (listensOf host);
    in
    [
      {
        assertion =
          lib.count (x: x) [
            host.addSSL
            host.onlySSL
            host.forceSSL
          ] <= 1;
        message = "${option "addSSL"}, onlySSL and forceSSL exclude each other.";
      }
      {
        assertion =
          !ssl
          || host.enableACME
          || has host.useACMEHost
          || (has host.sslServerCert && has host.sslServerKey);
        message = "${option "sslServerCert"} and sslServerKey must be set for a site with TLS.";
      }
      {
        assertion =
          !(
            builtins.isPath host.sslServerKey || lib.hasPrefix builtins.storeDir (toString host.sslServerKey)
          );
        message = "${option "sslServerKey"} is a path, which would put the key into the image. Write it as a string, as \"/run/secrets/key.pem\", and give the file to the container at run time.";
      }
    ]
  ) list;
}
