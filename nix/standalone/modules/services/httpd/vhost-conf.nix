# The text of one virtual host, and of what is said once about all of their directories.
{
  config,
  lib,
  pkgs,
  hosts,
}:

let
  cfg = config.services.httpd;

  line = condition: text: lib.optionalString condition "${text}\n";

  indent =
    text:
    lib.concatMapStrings (one: if one == "" then "" else "    ${one}\n") (lib.splitString "\n" text);

  # A path of this machine becomes one of the store; a name of the container's stays.
  place =
    path:
    if builtins.isPath path then
      builtins.path {
        inherit path;
        name = lib.strings.sanitizeDerivationName (baseNameOf path);
      }
    else
      toString path;

  block = name: content: "<${name}>\n${indent content}</${lib.head (lib.splitString " " name)}>\n";

  granted = extra: extra + "Require all granted\n";

  locations =
    host:
    lib.concatMapStrings
      (
        location:
        block "Location \"${location.path}\"" (
          line (location.proxyPass != null) "ProxyPass ${toString location.proxyPass}"
          + line (location.proxyPass != null) "ProxyPassReverse ${toString location.proxyPass}"
          + line (location.index != null) "DirectoryIndex ${toString location.index}"
          + line (location.alias != null) "Alias \"${place location.alias}\""
          + location.extraConfig
        )
        # Said of the directory and not of the location, so that what extraConfig requires counts.
        + lib.optionalString (location.alias != null) (
          block "Directory \"${place location.alias}\"" (granted "")
        )
      )
      (
        lib.sort (a: b: a.priority < b.priority || (a.priority == b.priority && a.path < b.path)) (
          lib.mapAttrsToList (path: location: location // { inherit path; }) host.locations
        )
      );

  logs =
    host:
    lib.optionalString (cfg.logDir != null && cfg.logPerVirtualHost) (
      "ErrorLog \"${toString cfg.logDir}/error-${host.hostName}.log\"\n"
      +
        line (host.logFormat != "none")
          "CustomLog \"${toString cfg.logDir}/access-${host.hostName}.log\" ${
            if
              lib.elem host.logFormat [
                "combined"
                "common"
                "referer"
                "agent"
              ]
            then
              host.logFormat
            else
              "\"${lib.escape [ "\"" ] host.logFormat}\""
          }"
    );

  emptyDirectory = pkgs.runCommand "empty-directory" { } "mkdir $out";

  rootOf = host: if host.documentRoot == null then "${emptyDirectory}" else place host.documentRoot;

  content =
    host:
    let
      robots = pkgs.writeText "robots.txt" host.robotsEntries;
      file =
        served:
        "Alias ${served.urlPath} \"${place served.file}\"\n"
        + block "Directory \"${dirOf (place served.file)}\"" (
          block "Files \"${baseNameOf (place served.file)}\"" (granted "")
        );
      directory =
        served:
        "Alias ${served.urlPath} \"${place served.dir}/\"\n"
        + block "Directory \"${place served.dir}\"" (granted "Options +Indexes\nAllowOverride All\n");
    in
    logs host
    + line (host.robotsEntries != "") "Alias /robots.txt \"${robots}\""
    + "DocumentRoot \"${rootOf host}\"\n"
    + lib.optionalString host.enableUserDir (
      "UserDir public_html\nUserDir disabled root\n"
      + block "Directory \"/home/*/public_html\"" (
        granted "AllowOverride FileInfo AuthConfig Limit Indexes\nOptions MultiViews Indexes SymLinksIfOwnerMatch IncludesNoExec\n"
      )
    )
    + line (host.globalRedirect != null && host.globalRedirect != "") (
      if answers host then
        "RedirectMatch permanent \"^(?!/\\.well-known/acme-challenge/)/(.*)$\" \"${toString host.globalRedirect}$1\""
      else
        "RedirectPermanent / ${toString host.globalRedirect}"
    )
    + lib.concatMapStrings file host.servedFiles
    + lib.concatMapStrings directory host.servedDirs
    + locations host
    + challenge host
    + host.extraConfig;

  site =
    host: listens: text:
    lib.optionalString (listens != [ ]) (
      block
        "VirtualHost ${
          lib.concatMapStringsSep " " (listen: "${hosts.address listen.ip}:${toString listen.port}") listens
        }"
        (
          "ServerName ${host.hostName}\n"
          + lib.concatMapStrings (alias: "ServerAlias ${alias}\n") host.serverAliases
          + line (host.adminAddr != null) "ServerAdmin ${toString host.adminAddr}"
          + text
        )
    );

  withTLS =
    host:
    let
      files = hosts.filesOf host;
    in
    "SSLEngine on\n"
    + "SSLCertificateFile \"${place files.certificate}\"\n"
    + "SSLCertificateKeyFile \"${place files.key}\"\n"
    + line (files.chain != null) "SSLCertificateChainFile \"${place files.chain}\""
    + line (host.http2 && cfg.mpm != "prefork") "Protocols h2 http/1.1";

  # Where a certificate authority's questions are answered, whatever else the site does with requests.
  answers = host: (host.enableACME || host.useACMEHost != null) && host.acmeRoot != null;

  challenge =
    host:
    let
      path = "/.well-known/acme-challenge/";
    in
    lib.optionalString (answers host) (
      "Alias ${path} \"${host.acmeRoot}${path}\"\n"
      + block "Location \"${path}\"" "ProxyPass \"!\"\n"
      + block "Directory \"${host.acmeRoot}${path}\"" (granted "AllowOverride None\nOptions None\n")
    );

  toTLS = host: ''
    RewriteEngine on
    ${lib.optionalString (answers host) "RewriteCond %{REQUEST_URI} !^/\\.well-known/acme-challenge/"}
    RewriteRule ^ https://%{HTTP_HOST}%{REQUEST_URI} [R=301,L]
  '';
in
{
  # Outside of the virtual hosts, because what is said inside of one counts more than what
  # `extraConfig` says of the same directory.
  directories = lib.concatMapStrings (
    root: block "Directory \"${root}\"" (granted "Options Indexes FollowSymLinks\nAllowOverride None\n")
  ) (lib.unique (map rootOf hosts.list));

  virtualHost =
    host:
    let
      plain = lib.filter (listen: !listen.ssl) (hosts.listensOf host);
      secure = lib.filter (listen: listen.ssl) (hosts.listensOf host);
    in
    site host plain (if host.forceSSL then challenge host + toTLS host else content host)
    + site host secure (withTLS host + content host);
}
