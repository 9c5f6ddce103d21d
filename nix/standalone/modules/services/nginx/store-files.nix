# Files of the store, and of the image, all have the same time. nginx makes Last-Modified and ETag of it
# and of the size, so a page that changed without changing its size would be answered with 304 for ever.
#
# Such files are sent without Last-Modified, and with an ETag of the store path's hash and the
# configuration's. nginx looks at the client's ETag before it knows this one, so a location that serves
# nothing but a directory of the store answers for itself. Elsewhere the whole file is sent.
{ lib, cfg }:

let
  inherit (import ./words.nix { inherit lib; }) block word;

  # What a store file's answer has in place of what nginx made; said again wherever a block has an
  # add_header of its own, as it inherits none then.
  headers = "add_header ETag $nix_docker_etag; add_header Last-Modified $nix_docker_modified;";

  time = "\"Thu, 01 Jan 1970 00:00:01 GMT\"";

  inStore = path: path != null && lib.hasPrefix "${builtins.storeDir}/" (word path);

  hasWord =
    words: text: builtins.match ".*(${words}).*" (lib.replaceStrings [ "\n" ] [ " " ] text) != null;

  # Whether a client may come here is decided after the location has answered.
  guarded =
    owner:
    owner.basicAuth != { }
    || owner.basicAuthFile != null
    || hasWord "auth|allow |deny |satisfy|limit_|internal" owner.extraConfig;

  # What is not the file that the request names.
  other =
    location:
    hasWord "_pass|return|rewrite|location|try_files|(^|[^a-z_])if |ssi|sub_filter|perl|js_|lua" location.extraConfig;
  # What the location's regular expression has matched: to look at the client's ETag is to forget it.
  hasMatch = text: hasWord "[$][{]?[0-9]" text;
in
{
  # For the http block; `text` is the rest of the configuration. Which store paths it names does not matter.
  preamble =
    text:
    let
      named = builtins.split "${builtins.storeDir}/[0-9a-z]{32}" text;
      hash = builtins.substring 0 8 (
        builtins.hashString "sha256" (lib.concatStrings (lib.filter builtins.isString named))
      );
    in
    block "map $realpath_root $nix_docker_path_etag" ''
      volatile;
      default "";
      "~^${builtins.storeDir}/(?<nix_docker_hash>[0-9a-z]+)-" "\"''${nix_docker_hash}-${hash}\"";
    ''
    + block "map '' $nix_docker_answered" "default '';\n"
    + block "map $nix_docker_answered$upstream_status$sent_http_last_modified $nix_docker_etag" ''
      volatile;
      default $sent_http_etag;
      1 $nix_docker_path_etag;
      ${time} $nix_docker_path_etag;
    ''
    + block "map $sent_http_last_modified $nix_docker_modified" ''
      volatile;
      default $sent_http_last_modified;
      ${time} "";
    ''
    + block "map $request_method$http_if_none_match $nix_docker_compared" ''
      volatile;
      default "";
      "~^(GET|HEAD).*\"" "$nix_docker_path_etag $http_if_none_match";
    ''
    + block "map $nix_docker_compared $nix_docker_unchanged" ''
      volatile;
      default "";
      "~^(?<nix_docker_own>\"[^\"]+\") .*\k<nix_docker_own>" 1;
    ''
    + "${headers}\n";

  # Lines of a configuration, with our headers before each add_header.
  withHeaders =
    text:
    lib.concatStrings (
      map (part: if builtins.isString part then part else "${lib.head part}${headers} add_header ") (
        builtins.split "(^|[;{}[:space:]])add_header[[:space:]]" text
      )
    );

  # For a block that names a directory.
  times =
    path:
    if path == null then
      ""
    else if inStore path || lib.hasPrefix "/etc/" (word path) then
      "etag off;\nif_modified_since off;\n"
    else
      "etag on;\nif_modified_since exact;\n";

  # For a location of a host.
  answer =
    host: location:
    let
      root =
        if location.alias != null then
          location.alias
        else if location.root != null then
          location.root
        else
          host.root;
      plain =
        location.proxyPass == null
        && location.uwsgiPass == null
        && location.return == null
        && location.fastcgiParams == { }
        && location.tryFiles == null
        && !other location
        && !hasMatch (word root + location.extraConfig)
        && !guarded location
        && !guarded host
        && !(hasWord "auth|allow |deny |satisfy|limit_" cfg.commonHttpConfig);
    in
    lib.optionalString (inStore root && plain) (
      block "if ($nix_docker_unchanged)" "set $nix_docker_answered 1;\nreturn 304;\n"
    );

  # Whether a host's files can have a location "/" of their own.
  isBare =
    host: inStore host.root && !(host.locations ? "/") && host.globalRedirect == null && !(other host);
}
