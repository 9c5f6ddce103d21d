# prosody.cfg.lua, out of `services.prosody`.
{
  lib,
  pkgs,
  cfg,
}:
let
  lua =
    value:
    if builtins.isString value || builtins.isPath value then
      builtins.toJSON (toString value)
    else if builtins.isBool value then
      lib.boolToString value
    else if builtins.isList value then
      "{ ${lib.concatMapStringsSep ", " lua value} }"
    else if builtins.isAttrs value then
      "{ ${lib.concatStringsSep "; " (lib.mapAttrsToList (key: one: "${key} = ${lua one}") value)} }"
    else
      toString value;

  # Lines "  key = value"; what is null stays Prosody's own.
  settings =
    values:
    lib.concatStrings (
      lib.mapAttrsToList (key: value: "${key} = ${lua value}\n") (
        lib.filterAttrs (_: value: value != null) values
      )
    );

  tls =
    one:
    lib.optionalString (one != null) (settings {
      ssl = {
        cafile = "/etc/ssl/certs/ca-bundle.crt";
        inherit (one) key;
        certificate = one.cert;
      }
      // one.extraOptions;
    });

  modules = [
    "admin_shell"
  ]
  ++ lib.attrNames (lib.filterAttrs (_: loaded: loaded) cfg.modules)
  ++ cfg.package.communityModules or [ ]
  ++ cfg.extraModules;

  pair = url: description: [
    url
    description
  ];

  items =
    map (item: pair item.url item.description) cfg.disco_items
    ++ lib.optional (cfg.httpFileShare != null) (pair cfg.httpFileShare.domain "HTTP file share")
    ++ map (muc: pair muc.domain "Chat rooms") cfg.muc;

  rooms = muc: ''
    Component ${lua muc.domain} "muc"
    ${
      settings {
        modules_enabled =
          lib.optional cfg.modules.mam "muc_mam"
          ++ lib.optional muc.allowners_muc "muc_allowners"
          ++ lib.optional muc.moderation "muc_moderation";
        inherit (muc) name;
        restrict_room_creation = muc.restrictRoomCreation;
        max_history_messages = muc.maxHistoryMessages;
        muc_room_locking = muc.roomLocking;
        muc_room_lock_timeout = muc.roomLockTimeout;
        muc_tombstones = muc.tombstones;
        muc_tombstone_expiry = muc.tombstoneExpiry;
        muc_room_default_public = muc.roomDefaultPublic;
        muc_room_default_members_only = muc.roomDefaultMembersOnly;
        muc_room_default_moderated = muc.roomDefaultModerated;
        muc_room_default_public_jids = muc.roomDefaultPublicJids;
        muc_room_default_change_subject = muc.roomDefaultChangeSubject;
        muc_room_default_history_length = muc.roomDefaultHistoryLength;
        muc_room_default_language = muc.roomDefaultLanguage;
      }
    }${muc.extraConfig}
  '';

  isOwn =
    name:
    lib.elem name [
      "domain"
      "http_host"
      "http_external_url"
    ];

  files = share: ''
    Component ${lua share.domain} "http_file_share"
    modules_disabled = { "s2s" }
    ${settings (
      lib.mapAttrs' (
        name: value: lib.nameValuePair (if isOwn name then name else "http_file_share_${name}") value
      ) (removeAttrs share [ "domain" ])
    )}'';

  host = host: ''
    VirtualHost ${lua host.domain}
    ${settings { enabled = host.enabled; }}${tls host.ssl}${host.extraConfig}
  '';
in
settings {
  pidfile = "/run/prosody/prosody.pid";
  data_path = cfg.dataDir;
  plugin_paths = cfg.extraPluginPaths;
  inherit (cfg) admins authentication;
  modules_enabled = modules;
  disco_items = items;
  allow_registration = cfg.allowRegistration;
  c2s_require_encryption = cfg.c2sRequireEncryption;
  s2s_require_encryption = cfg.s2sRequireEncryption;
  s2s_secure_auth = cfg.s2sSecureAuth;
  s2s_insecure_domains = cfg.s2sInsecureDomains;
  s2s_secure_domains = cfg.s2sSecureDomains;
  http_interfaces = cfg.httpInterfaces;
  https_interfaces = cfg.httpsInterfaces;
  http_ports = cfg.httpPorts;
  https_ports = cfg.httpsPorts;
  mime_types_file = "${pkgs.mailcap}/etc/mime.types";
  prosody_user = cfg.user;
  prosody_group = cfg.group;
}
+ ''
  log = ${cfg.log}
''
+ tls cfg.ssl
+ cfg.extraConfig
+ "\n"
+ lib.concatMapStrings rooms cfg.muc
+ lib.optionalString (cfg.httpFileShare != null) (files cfg.httpFileShare)
+ lib.concatMapStrings host (lib.attrValues cfg.virtualHosts)
