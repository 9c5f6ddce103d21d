# nginx.conf out of `services.nginx`: { text, ports }, without side effects.
{
  lib,
  pkgs,
  cfg,
}:

let
  onOff = value: if value then "on" else "off";

  # A path of the configuration goes into the store; anything else is text.
  word = value: if builtins.isPath value then "${value}" else toString value;

  # A directive, or nothing where its value is null or "".
  directive =
    key: value: lib.optionalString (value != null && value != "") "${key} ${word value};\n";

  indent = text: lib.concatMapStrings (line: if line == "" then "" else "  ${line}\n") (
    lib.splitString "\n" text
  );

  block = head: body: "${head} {\n${indent body}}\n";

  unlessEmpty = text: lib.optionalString (text != "") (text + "\n");

  # What nginx tells a FastCGI server about a request.  A location that sets one
  # parameter inherits none, so it repeats these.
  fastcgiParams = {
    SCRIPT_FILENAME = "$document_root$fastcgi_script_name";
    QUERY_STRING = "$query_string";
    REQUEST_METHOD = "$request_method";
    CONTENT_TYPE = "$content_type";
    CONTENT_LENGTH = "$content_length";
    SCRIPT_NAME = "$fastcgi_script_name";
    REQUEST_URI = "$request_uri";
    DOCUMENT_URI = "$document_uri";
    DOCUMENT_ROOT = "$document_root";
    SERVER_PROTOCOL = "$server_protocol";
    REQUEST_SCHEME = "$scheme";
    HTTPS = "$https if_not_empty";
    GATEWAY_INTERFACE = "CGI/1.1";
    SERVER_SOFTWARE = "nginx/$nginx_version";
    REMOTE_ADDR = "$remote_addr";
    REMOTE_PORT = "$remote_port";
    SERVER_ADDR = "$server_addr";
    SERVER_PORT = "$server_port";
    SERVER_NAME = "$server_name";
    REDIRECT_STATUS = "200";
  };

  renderFastcgiParams =
    params:
    lib.concatStrings (lib.mapAttrsToList (key: directive "fastcgi_param ${key}") params);

  compressible = lib.concatStringsSep " " [
    "application/atom+xml"
    "application/javascript"
    "application/json"
    "application/ld+json"
    "application/manifest+json"
    "application/rss+xml"
    "application/vnd.ms-fontobject"
    "application/wasm"
    "application/xhtml+xml"
    "application/xml"
    "font/otf"
    "font/ttf"
    "image/bmp"
    "image/svg+xml"
    "text/calendar"
    "text/css"
    "text/csv"
    "text/javascript"
    "text/markdown"
    "text/plain"
    "text/xml"
  ];

  proxyHeaders = ''
    proxy_set_header Host $host;
    proxy_set_header X-Real-IP $remote_addr;
    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    proxy_set_header X-Forwarded-Proto $scheme;
    proxy_set_header X-Forwarded-Host $host;
    proxy_set_header X-Forwarded-Server $hostname;
  '';

  auth =
    name: owner:
    let
      fromOptions = pkgs.writeText "nginx-${name}.htpasswd" (
        lib.concatStrings (lib.mapAttrsToList (user: password: "${user}:{PLAIN}${password}\n") owner.basicAuth)
      );
      file = if owner.basicAuthFile != null then owner.basicAuthFile else fromOptions;
    in
    lib.optionalString (owner.basicAuthFile != null || owner.basicAuth != { }) ''
      auth_basic secured;
      auth_basic_user_file ${toString file};
    '';

  renderLocation =
    { path, location }:
    block "location ${path}" (
      directive "proxy_pass" location.proxyPass
      + lib.optionalString (location.proxyPass != null && location.proxyWebsockets) ''
        proxy_http_version 1.1;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection $connection_upgrade;
      ''
      # A location that sets a header inherits none either.
      + lib.optionalString (location.proxyPass != null && location.recommendedProxySettings) proxyHeaders
      + lib.optionalString (location.uwsgiPass != null) ''
        include ${cfg.package}/conf/uwsgi_params;
        uwsgi_pass ${location.uwsgiPass};
      ''
      + directive "index" location.index
      + directive "try_files" location.tryFiles
      + directive "root" location.root
      + directive "alias" location.alias
      + lib.optionalString (location.fastcgiParams != { }) (
        renderFastcgiParams (fastcgiParams // location.fastcgiParams)
      )
      + directive "return" location.return
      + unlessEmpty location.extraConfig
      + auth "location" location
    );

  # Locations by priority, and by name where that is the same.
  renderLocations =
    locations:
    lib.concatMapStrings renderLocation (
      lib.sort (a: b: a.location.priority < b.location.priority) (
        lib.mapAttrsToList (path: location: { inherit path location; }) locations
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
      addresses = if host.listenAddresses != [ ] then host.listenAddresses else cfg.defaultListenAddresses;
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
          port =
            if one.port != null || lib.hasPrefix "unix:" one.addr then one.port else standard;
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
      serverName = if host.serverName != null then host.serverName else name;
      names = directive "server_name" (lib.concatStringsSep " " ([ serverName ] ++ host.serverAliases));
      main = if host.forceSSL then lib.filter (one: one.ssl) places else places;
      sendOn = lib.filter (one: !one.ssl) places;
    in
    lib.optionalString host.forceSSL (
      block "server" (
        lib.concatMapStrings (renderListen host) sendOn
        + names
        + block "location /" "return ${toString host.redirectCode} https://$host$request_uri;\n"
      )
    )
    + block "server" (
      lib.concatMapStrings (renderListen host) main
      + names
      + lib.optionalString (http2Directive && usesTLS host) "http2 ${onOff host.http2};\n"
      + lib.optionalString (usesTLS host) (
        # Strings: a key named here is not to be copied into the store.
        directive "ssl_certificate" (toString host.sslCertificate)
        + directive "ssl_certificate_key" (toString host.sslCertificateKey)
      )
      + directive "ssl_trusted_certificate" host.sslTrustedCertificate
      + lib.optionalString host.rejectSSL "ssl_reject_handshake on;\n"
      + directive "root" host.root
      + lib.optionalString (host.globalRedirect != null) (
        block "location /" "return ${toString host.redirectCode} $scheme://${host.globalRedirect}$request_uri;\n"
      )
      + auth name host
      + renderLocations host.locations
      + unlessEmpty host.extraConfig
    );

  renderServer =
    address: server:
    directive "server" (
      lib.concatStringsSep " " (
        [ address ]
        ++ lib.concatLists (
          lib.mapAttrsToList (
            key: value:
            if builtins.isBool value then lib.optional value key else [ "${key}=${toString value}" ]
          ) (removeAttrs server [ "_module" ])
        )
      )
    );

  renderUpstream =
    name: upstream:
    block "upstream ${name}" (
      lib.concatStrings (lib.mapAttrsToList renderServer upstream.servers)
      + unlessEmpty upstream.extraConfig
    );

  renderCache =
    name: cache:
    directive "proxy_cache_path" (
      lib.concatStringsSep " " [
        "/var/cache/nginx/${name}"
        "keys_zone=${cache.keysZoneName}:${cache.keysZoneSize}"
        "levels=${cache.levels}"
        "use_temp_path=${onOff cache.useTempPath}"
        "inactive=${cache.inactive}"
        "max_size=${cache.maxSize}"
      ]
    );

  # Requests go to the container's log, unless the configuration says where.
  accessLog = lib.optionalString (
    !lib.any (lib.hasInfix "access_log") [
      cfg.commonHttpConfig
      cfg.appendHttpConfig
      cfg.httpConfig
    ]
  ) "access_log syslog:server=unix:/dev/log,nohostname;\n";

  always =
    directive "include" cfg.defaultMimeTypes
    + directive "types_hash_max_size" cfg.typesHashMaxSize
    + directive "default_type" "application/octet-stream"
    + renderFastcgiParams fastcgiParams
    + accessLog;

  resolver = lib.optionalString (cfg.resolver.addresses != [ ]) (
    directive "resolver" (
      lib.concatStringsSep " " (
        cfg.resolver.addresses
        ++ lib.optional (cfg.resolver.valid != "") "valid=${cfg.resolver.valid}"
        ++ lib.optional (!cfg.resolver.ipv4) "ipv4=off"
        ++ lib.optional (!cfg.resolver.ipv6) "ipv6=off"
      )
    )
  );

  recommended =
    lib.optionalString cfg.recommendedOptimisation ''
      sendfile on;
      tcp_nopush on;
      tcp_nodelay on;
      keepalive_timeout 65;
    ''
    + directive "ssl_protocols" cfg.sslProtocols
    + directive "ssl_ciphers" cfg.sslCiphers
    + directive "ssl_dhparam" cfg.sslDhparam
    + lib.optionalString cfg.recommendedTlsSettings ''
      ssl_session_timeout 1d;
      ssl_session_cache shared:tls:10m;
      ssl_session_tickets off;
      ssl_prefer_server_ciphers off;
    ''
    + lib.optionalString cfg.recommendedGzipSettings ''
      gzip on;
      gzip_static on;
      gzip_vary on;
      gzip_comp_level 5;
      gzip_min_length 256;
      gzip_proxied expired no-cache no-store private auth;
      gzip_types ${compressible};
    ''
    + lib.optionalString cfg.recommendedProxySettings (
      ''
        proxy_redirect off;
        proxy_connect_timeout ${cfg.proxyTimeout};
        proxy_send_timeout ${cfg.proxyTimeout};
        proxy_read_timeout ${cfg.proxyTimeout};
        proxy_http_version 1.1;
        proxy_set_header Connection "";
      ''
      + proxyHeaders
    );

  statusPage = block "server" (
    lib.concatMapStrings (addr: "listen ${addr}:${toString cfg.defaultHTTPListenPort};\n") (
      cfg.defaultListenAddresses
    )
    + "server_name localhost;\n"
    + block "location /nginx_status" ''
      stub_status;
      access_log off;
      allow 127.0.0.1;
      allow ::1;
      deny all;
    ''
  );

  http = block "http" (
    always
    + resolver
    + lib.concatStrings (lib.mapAttrsToList renderUpstream cfg.upstreams)
    + recommended
    + directive "map_hash_bucket_size" cfg.mapHashBucketSize
    + directive "map_hash_max_size" cfg.mapHashMaxSize
    + directive "server_names_hash_bucket_size" cfg.serverNamesHashBucketSize
    + directive "server_names_hash_max_size" cfg.serverNamesHashMaxSize
    + block "map $http_upgrade $connection_upgrade" "default upgrade;\n'' close;\n"
    + directive "client_max_body_size" cfg.clientMaxBodySize
    + directive "server_tokens" (onOff cfg.serverTokens)
    + unlessEmpty cfg.commonHttpConfig
    + lib.concatStrings (
      lib.mapAttrsToList renderCache (lib.filterAttrs (_: cache: cache.enable) cfg.proxyCachePath)
    )
    + lib.optionalString cfg.statusPage statusPage
    + lib.concatStrings (lib.mapAttrsToList renderHost cfg.virtualHosts)
    + unlessEmpty cfg.appendHttpConfig
  );
in
{
  text =
    unlessEmpty cfg.prependConfig
    + directive "pid" "/run/nginx/nginx.pid"
    + directive "error_log" cfg.logError
    + directive "daemon" "off"
    + unlessEmpty cfg.config
    + lib.optionalString (cfg.config == "" || cfg.eventsConfig != "") (block "events" cfg.eventsConfig)
    + lib.optionalString (cfg.config == "" && cfg.httpConfig == "") http
    + lib.optionalString (cfg.httpConfig != "") (block "http" (always + cfg.httpConfig))
    + lib.optionalString (cfg.streamConfig != "") (block "stream" cfg.streamConfig)
    + unlessEmpty cfg.appendConfig;

  ports = lib.unique (
    lib.concatMap (host: map (one: if one.port == null then 80 else one.port) (
      lib.filter (one: !lib.hasPrefix "unix:" one.addr) (listens host)
    )) (lib.attrValues cfg.virtualHosts)
  );
}
