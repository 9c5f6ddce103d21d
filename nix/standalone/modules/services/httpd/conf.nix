# The text of httpd.conf.
{
  config,
  lib,
  pkgs,
  hosts,
}:

let
  cfg = config.services.httpd;
  package = cfg.package;

  modules = import ./modules.nix {
    inherit
      config
      lib
      pkgs
      hosts
      ;
  };
  inherit
    (import ./vhost-conf.nix {
      inherit
        config
        lib
        pkgs
        hosts
        ;
    })
    directories
    virtualHost
    ;

  line = condition: text: lib.optionalString condition "${text}\n";

  # Every address of a port, or single ones: not both.
  everywhere = listen: lib.any (other: other.ip == "*" && other.port == listen.port) hosts.listens;

  listens = lib.unique (
    map (
      listen:
      "Listen ${
        lib.optionalString (!everywhere listen) "${hosts.address listen.ip}:"
      }${toString listen.port} ${if listen.ssl then "https" else "http"}"
    ) hosts.listens
  );

  named = lib.elem cfg.logFormat [
    "combined"
    "common"
    "referer"
    "agent"
  ];

  # Threads come in processes of equal size, so their number is rounded up to full processes.
  workers =
    if cfg.mpm == "prefork" then
      ''
        ServerLimit ${toString (lib.max 256 cfg.maxClients)}
        MaxRequestWorkers ${toString cfg.maxClients}''
    else
      let
        threads = lib.min 25 cfg.maxClients;
        processes = (cfg.maxClients + threads - 1) / threads;
      in
      ''
        ServerLimit ${toString (lib.max 16 processes)}
        ThreadsPerChild ${toString threads}
        MaxRequestWorkers ${toString (threads * processes)}'';

  # Files of the store, and of the image, all have the time 1. Last-Modified and an ETag of it and of the
  # size would call a page unchanged that has changed without changing its size. Such files are sent without
  # Last-Modified, and with an ETag of the store path's hash and the size; the client's becomes what Apache
  # makes of the file only where that hash is the file's own.
  storeFiles =
    let
      made = "([0-9a-f]+)-f4240";
      time = "'Thu, 01 Jan 1970 00:00:01 GMT'";
      # Clients may send any time that they know.
      noTime = "RequestHeader unset If-Modified-Since";
      within = ''
        ${noTime}
        RequestHeader edit* If-None-Match "\"([0-9a-z]{32})-([0-9a-f]+)((-[a-z]+)?\")" "\"$2-f4240$3" "expr=req_novary('If-None-Match') -strmatch '*\"%{env:MATCH_STORE}-*'"
        Header edit ETag "\"${made}" "\"%{MATCH_STORE}e-$1"
      '';
    in
    ''
      RequestHeader unset If-Modified-Since "expr=req_novary('If-Modified-Since') == ${time}"
      RequestHeader edit* If-None-Match "\"${made}" "\"$1-store"
      <DirectoryMatch "^${builtins.storeDir}/(?<STORE>[0-9a-z]{32})-">
      ${within}
      </DirectoryMatch>
      <Directory "${builtins.storeDir}">
          <FilesMatch "^(?<STORE>[0-9a-z]{32})-">
          ${within}
          </FilesMatch>
      </Directory>
      <Directory "/etc">
          ${noTime}
      </Directory>
      Header unset ETag "expr=%{resp:ETag} =~ /-f4240/ && -z %{env:MATCH_STORE}"
      Header unset Last-Modified "expr=%{resp:Last-Modified} == ${time}"
    '';

  errorLog = if cfg.logDir == null then "/dev/stderr" else "\"${toString cfg.logDir}/error.log\"";
  accessLog = if cfg.logDir == null then "/dev/stdout" else "\"${toString cfg.logDir}/access.log\"";
in
''
  ServerRoot "${package}"
  ServerName ${config.networking.hostName}
  DefaultRuntimeDir /run/httpd
  PidFile /run/httpd/httpd.pid

  ${lib.concatStringsSep "\n" listens}

  ${modules.load}
  User ${cfg.user}
  Group ${cfg.group}
  ${line (cfg.adminAddr != null) "ServerAdmin ${toString cfg.adminAddr}"}
  ${workers}
  MaxConnectionsPerChild ${toString cfg.maxRequestsPerChild}
  <IfModule cgid_module>
      ScriptSock /run/httpd/cgisock
  </IfModule>

  ErrorLog ${errorLog}
  ${line (cfg.logLevel != null) "LogLevel ${toString cfg.logLevel}"}
  LogFormat "%h %l %u %t \"%r\" %>s %b \"%{Referer}i\" \"%{User-Agent}i\"" combined
  LogFormat "%h %l %u %t \"%r\" %>s %b" common
  LogFormat "%{Referer}i -> %U" referer
  LogFormat "%{User-agent}i" agent
  ${line (cfg.logFormat != "none") (
    if named then
      "CustomLog ${accessLog} ${cfg.logFormat}"
    else
      "LogFormat \"${lib.escape [ "\"" ] cfg.logFormat}\" custom\nCustomLog ${accessLog} custom"
  )}
  TypesConfig "${package}/conf/mime.types"
  AddType application/x-x509-ca-cert .crt
  AddType application/x-pkcs7-crl .crl
  AddHandler type-map var
  DirectoryIndex index.html
  TraceEnable off
  ServerTokens Prod
  UseCanonicalName Off

  ${modules.config}
  # Nothing is served that was not named; the store holds what was.
  <Directory "/">
      Options FollowSymLinks
      AllowOverride None
      Require all denied
  </Directory>
  <Directory "${builtins.storeDir}">
      Require all granted
  </Directory>
  ${storeFiles}
  <FilesMatch "^\.ht">
      Require all denied
  </FilesMatch>
  ${directories}
  ${cfg.extraConfig}
  ${lib.concatMapStringsSep "\n" virtualHost hosts.list}''
