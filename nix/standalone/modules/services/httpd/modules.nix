# Which of Apache's modules are loaded, and what is said to them.
{
  config,
  lib,
  pkgs,
  hosts,
}:

let
  cfg = config.services.httpd;
  all = hosts.list;

  any = test: lib.any test all;
  proxies = any (
    host: lib.any (location: location.proxyPass != null) (lib.attrValues host.locations)
  );
  http2 = cfg.mpm != "prefork" && hosts.anySSL && any (host: host.http2);

  debian = config.docker.internal.packageSet == "debian";

  phpPackage = cfg.phpPackage.override {
    apxs2Support = true;
    apacheHttpd = cfg.package;
  };

  # Up to version 7 the major version was part of the names.
  phpMajor = lib.head (lib.splitString "." (lib.getVersion phpPackage));
  phpName = if lib.versionOlder phpMajor "8" then "php${phpMajor}" else "php";
  php = {
    name = phpName;
    path = "${phpPackage}/modules/lib${if debian then "php" else phpName}.so";
  };

  perl = {
    name = "perl";
    path =
      if debian then
        "${pkgs.debian.libapache2-mod-perl2}/lib/apache2/modules/mod_perl.so"
      else
        "${pkgs.apacheHttpdPackages.mod_perl.override { apacheHttpd = cfg.package; }}/modules/mod_perl.so";
  };

  wanted = [
    "mpm_${cfg.mpm}"
    "unixd"
    "log_config"
    "version"
    "mime"
    "dir"
    "alias"
    "autoindex"
    "negotiation"
    "rewrite"
    "env"
    "setenvif"
    "headers"
    "expires"
    "deflate"
    "filter"
    "reqtimeout"
    "status"
    "slotmem_shm"
    "socache_shmcb"
    "authn_core"
    "authn_file"
    "authz_core"
    "authz_host"
    "authz_user"
    "authz_groupfile"
    "auth_basic"
    "auth_digest"
    "access_compat"
    "proxy"
    "proxy_http"
    "proxy_fcgi"
    (if cfg.mpm == "prefork" then "cgi" else "cgid")
  ]
  ++ lib.optional proxies "proxy_wstunnel"
  ++ lib.optional hosts.anySSL "ssl"
  ++ lib.optional http2 "http2"
  ++ lib.optional (any (host: host.enableUserDir)) "userdir"
  ++ lib.optional cfg.enablePHP php
  ++ lib.optional cfg.enablePerl perl
  ++ cfg.extraModules;

  toFile =
    module:
    if builtins.isString module then
      {
        name = module;
        path = "${cfg.package}/modules/mod_${module}.so";
      }
    else
      {
        inherit (module) name;
        path = toString module.path;
      };

  # Debian compiles these in. A module that is in already can't be loaded again.
  builtIn = [
    "unixd"
    "log_config"
    "version"
  ];

  loadOne =
    module:
    let
      line = "LoadModule ${module.name}_module \"${module.path}\"";
    in
    if lib.elem module.name builtIn then
      "<IfModule !${module.name}_module>\n    ${line}\n</IfModule>\n"
    else
      "${line}\n";
in
{
  # Where a module is named twice, the first place counts.
  load = lib.concatMapStrings loadOne (
    lib.foldl' (
      seen: module: if lib.any (other: other.name == module.name) seen then seen else seen ++ [ module ]
    ) [ ] (map toFile wanted)
  );

  config =
    lib.optionalString hosts.anySSL ''
      SSLSessionCache "shmcb:/run/httpd/ssl_scache(512000)"
      Mutex posixsem
      SSLRandomSeed startup builtin
      SSLRandomSeed connect builtin
      SSLProtocol ${cfg.sslProtocols}
      SSLCipherSuite ${cfg.sslCiphers}
      SSLHonorCipherOrder on
    ''
    + lib.optionalString cfg.enablePHP ''
      <FilesMatch "\.(php|phtml|phar)$">
          SetHandler application/x-httpd-php
      </FilesMatch>
      DirectoryIndex index.php index.html
    '';
}
