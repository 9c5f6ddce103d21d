# A virtual host as nginx's server blocks: { listens, renderHost }.
{
  lib,
  pkgs,
  cfg,
  acme,
}:

let
  inherit (import ./words.nix { inherit lib; })
    block
    directive
    fastcgiParams
    onOff
    proxyHeaders
    renderFastcgiParams
    unlessEmpty
    uwsgiHeaders
    word
    ;

  # A location that says nothing.
  nothing = {
    alias = null;
    root = null;
    proxyPass = null;
    uwsgiPass = null;
    return = null;
    tryFiles = null;
    fastcgiParams = { };
    basicAuth = { };
    basicAuthFile = null;
  };

  storeFiles = import ./store-files.nix { inherit lib cfg; };
  inherit (storeFiles) withHeaders;

  auth =
    name: owner:
    let
      fromOptions = pkgs.writeText "nginx-${name}.htpasswd" (
        lib.concatStrings (
          lib.mapAttrsToList (user: password: "${user}:{PLAIN}${password}\n") owner.basicAuth
        )
      );
      file = if owner.basicAuthFile != null then owner.basicAuthFile else fromOptions;
    in
    lib.optionalString (owner.basicAuthFile != null || owner.basicAuth != { }) ''
      auth_basic secured;
      auth_basic_user_file ${word file};
    '';

  # nginx looks names up when it starts, but for those in a variable.
  pass =
    kind: whileRunning: target:
    if target == null then
      ""
    else if whileRunning then
      "set $nix_docker_target \"${target}\";\n${kind}_pass $nix_docker_target;\n"
    else
      directive "${kind}_pass" target;

  renderLocation =
    host:
    { path, location }:
    block "location ${path}" (
      storeFiles.answer host location
      + pass "proxy" cfg.proxyResolveWhileRunning location.proxyPass
      + lib.optionalString (location.proxyPass != null && location.proxyWebsockets) ''
        proxy_http_version 1.1;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection $connection_upgrade;
      ''
      # A location that sets a header inherits none either.
      + lib.optionalString (location.proxyPass != null && location.recommendedProxySettings) proxyHeaders
      + lib.optionalString (location.uwsgiPass != null) ''
        include ${cfg.package}/conf/uwsgi_params;
      ''
      + pass "uwsgi" cfg.uwsgiResolveWhileRunning location.uwsgiPass
      + lib.optionalString (location.uwsgiPass != null && location.recommendedUwsgiSettings) uwsgiHeaders
      + directive "index" location.index
      + directive "try_files" location.tryFiles
      + directive "root" location.root
      + directive "alias" location.alias
      + storeFiles.times (if location.alias != null then location.alias else location.root)
      + lib.optionalString (location.fastcgiParams != { }) (
        renderFastcgiParams (fastcgiParams // location.fastcgiParams)
      )
      + directive "return" location.return
      + unlessEmpty (withHeaders location.extraConfig)
      + auth "location" location
    );

  # Locations by priority, and by name where that is the same.
  renderLocations =
    host:
    lib.concatMapStrings (renderLocation host) (
      lib.sort (a: b: a.location.priority < b.location.priority) (
        lib.mapAttrsToList (path: location: { inherit path location; }) host.locations
      )
    );

  usesTLS = host: host.onlySSL || host.addSSL || host.forceSSL;

  place = {
    ssl = false;
    proxyProtocol = false;
    extraParameters = [ ];
  };

  # Where a host listens, a list of { addr, port, ssl, … }.
  listens =
    host:
    let
      addresses =
        if host.listenAddresses != [ ] then host.listenAddresses else cfg.defaultListenAddresses;
      wanted =
        if host.listenAddresses == [ ] && cfg.defaultListen != [ ] then
          cfg.defaultListen
        else
          map (addr: {
            inherit addr;
            port = null;
            ssl = null;
          }) addresses;
      withPort =
        ssl: standard: one:
        place
        // one
        // {
          inherit ssl;
          port = if one.port != null || lib.hasPrefix "unix:" one.addr then one.port else standard;
        };
      tls = map (withPort true cfg.defaultSSLListenPort) (lib.filter (one: one.ssl != false) wanted);
      plain = map (withPort false cfg.defaultHTTPListenPort) (lib.filter (one: one.ssl != true) wanted);
    in
    if host.listen != [ ] then
      host.listen
    else
      lib.optionals (usesTLS host || host.rejectSSL) tls ++ lib.optionals (!host.onlySSL) plain;

  # From 1.25.1 on HTTP/2 has a directive of its own.
  http2Directive = lib.versionAtLeast (cfg.package.version or "1.22") "1.25.1";

  # Debian 13's nginx is the first that has it, over UDP at the ports of TLS.
  quic = host: host.quic && lib.versionAtLeast (cfg.package.version or "1.22") "1.25";

  renderQuic =
    host: one:
    lib.optionalString (one.ssl && quic host) (
      directive "listen" (
        lib.concatStringsSep " " (
          [ "${one.addr}${lib.optionalString (one.port != null) ":${toString one.port}"} quic" ]
          ++ lib.optional host.default "default_server"
          ++ lib.optional host.reuseport "reuseport"
        )
      )
    );

  renderListen =
    host: one:
    directive "listen" (
      lib.concatStringsSep " " (
        [ "${one.addr}${lib.optionalString (one.port != null) ":${toString one.port}"}" ]
        ++ lib.optional one.ssl "ssl"
        ++ lib.optional (one.ssl && host.http2 && !http2Directive) "http2"
        ++ lib.optional host.default "default_server"
        ++ lib.optional host.reuseport "reuseport"
        ++ lib.optional one.proxyProtocol "proxy_protocol"
        ++ one.extraParameters
      )
    );

  renderHost =
    name: host:
    let
      places = listens host;
      names = directive "server_name" (
        lib.concatStringsSep " " ([ (acme.serverName name host) ] ++ host.serverAliases)
      );
      files = acme.files name host;
      fromAcme = acme.isUsed host;
      main = if host.forceSSL then lib.filter (one: one.ssl) places else places;
      sendOn = lib.filter (one: !one.ssl) places;
    in
    lib.optionalString host.forceSSL (
      block "server" (
        lib.concatMapStrings (renderListen host) sendOn
        + names
        + acme.location name host
        + block "location /" "return ${toString host.redirectCode} https://$host$request_uri;\n"
      )
    )
    + block "server" (
      lib.concatMapStrings (renderQuic host) main
      + lib.concatMapStrings (renderListen host) main
      + names
      + lib.optionalString (http2Directive && usesTLS host) "http2 ${onOff host.http2};\n"
      + lib.optionalString (usesTLS host) (
        directive "ssl_certificate" (if fromAcme then files.certificate else host.sslCertificate)
        + directive "ssl_certificate_key" (if fromAcme then files.key else toString host.sslCertificateKey)
      )
      + directive "ssl_trusted_certificate" (
        if fromAcme && host.sslTrustedCertificate == null then
          lib.optionalString (usesTLS host) files.trusted
        else
          host.sslTrustedCertificate
      )
      + lib.optionalString host.kTLS "ssl_conf_command Options KTLS;\n"
      + lib.optionalString (quic host) ("http3 ${onOff host.http3};\nhttp3_hq ${onOff host.http3_hq};\n")
      + lib.optionalString host.rejectSSL "ssl_reject_handshake on;\n"
      + acme.location name host
      + directive "root" host.root
      + storeFiles.times host.root
      + lib.optionalString (host.globalRedirect != null) (
        block "location /" "return ${toString host.redirectCode} $scheme://${host.globalRedirect}$request_uri;\n"
      )
      + auth name host
      + lib.optionalString (storeFiles.isBare host) (
        block "location /" (storeFiles.answer host (nothing // { inherit (host) extraConfig; }))
      )
      + renderLocations host
      + unlessEmpty (withHeaders host.extraConfig)
    );
in
{
  inherit listens quic renderHost;
}
