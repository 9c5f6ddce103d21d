# What the `recommended…` options of nginx come to, as lines for the http block.
{ lib, cfg }:

let
  inherit (import ./words.nix { inherit lib; }) directive proxyHeaders uwsgiHeaders;

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

  timeouts = kind: timeout: ''
    ${kind}_connect_timeout ${timeout};
    ${kind}_send_timeout ${timeout};
    ${kind}_read_timeout ${timeout};
  '';
in
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
+ lib.optionalString cfg.recommendedBrotliSettings ''
  brotli on;
  brotli_static on;
  brotli_comp_level 5;
  brotli_min_length 256;
  brotli_types ${compressible};
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
  "proxy_redirect off;\n"
  + timeouts "proxy" cfg.proxyTimeout
  + ''
    proxy_http_version 1.1;
    proxy_set_header Connection "";
  ''
  + proxyHeaders
)
+ lib.optionalString cfg.recommendedUwsgiSettings (timeouts "uwsgi" cfg.uwsgiTimeout + uwsgiHeaders)
