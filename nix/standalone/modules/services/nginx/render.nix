# nginx.conf out of `services.nginx`: { text, ports }, without side effects.
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
    renderFastcgiParams
    unlessEmpty
    ;

  inherit
    (import ./server.nix {
      inherit
        lib
        pkgs
        cfg
        acme
        ;
    })
    listens
    quic
    renderHost
    ;
  inherit (import ./store-files.nix { inherit lib cfg; }) preamble withHeaders;

  renderServer =
    address: server:
    directive "server" (
      lib.concatStringsSep " " (
        [ address ]
        ++ lib.concatLists (
          lib.mapAttrsToList (
            key: value: if builtins.isBool value then lib.optional value key else [ "${key}=${toString value}" ]
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

  http = block "http" (preamble served + served);

  served =
    always
    + resolver
    + lib.concatStrings (lib.mapAttrsToList renderUpstream cfg.upstreams)
    + import ./recommended.nix { inherit lib cfg; }
    + directive "map_hash_bucket_size" cfg.mapHashBucketSize
    + directive "map_hash_max_size" cfg.mapHashMaxSize
    + directive "server_names_hash_bucket_size" cfg.serverNamesHashBucketSize
    + directive "server_names_hash_max_size" cfg.serverNamesHashMaxSize
    + block "map $http_upgrade $connection_upgrade" "default upgrade;\n'' close;\n"
    + directive "client_max_body_size" cfg.clientMaxBodySize
    + directive "server_tokens" (onOff cfg.serverTokens)
    + unlessEmpty (withHeaders cfg.commonHttpConfig)
    + lib.concatStrings (
      lib.mapAttrsToList renderCache (lib.filterAttrs (_: cache: cache.enable) cfg.proxyCachePath)
    )
    + lib.concatStrings (lib.mapAttrsToList renderHost cfg.virtualHosts)
    + unlessEmpty (withHeaders cfg.appendHttpConfig);
in
{
  inherit quic;

  text =
    (import ./modules.nix { inherit lib pkgs cfg; }).text
    + unlessEmpty cfg.prependConfig
    + directive "pid" "/run/nginx/nginx.pid"
    + directive "error_log" cfg.logError
    + directive "daemon" "off"
    + unlessEmpty cfg.config
    + lib.optionalString (cfg.config == "" || cfg.eventsConfig != "") (block "events" cfg.eventsConfig)
    + lib.optionalString (cfg.config == "" && cfg.httpConfig == "") http
    + lib.optionalString (cfg.httpConfig != "") (
      block "http" (preamble cfg.httpConfig + always + withHeaders cfg.httpConfig)
    )
    + lib.optionalString (cfg.streamConfig != "") (block "stream" cfg.streamConfig)
    + unlessEmpty cfg.appendConfig;

  ports = lib.unique (
    lib.concatMap (
      host:
      lib.concatMap (
        one:
        [ (if one.port == null then 80 else one.port) ]
        ++ lib.optional (one.ssl && quic host) "${toString one.port}/udp"
      ) (lib.filter (one: !lib.hasPrefix "unix:" one.addr) (listens host))
    ) (lib.attrValues cfg.virtualHosts)
  );
}
