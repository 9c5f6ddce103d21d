# Mosquitto, with the option names of NixOS: a server for MQTT.
{
  config,
  lib,
  pkgs,
  ...
}:

let
  cfg = config.services.mosquitto;
  stateDirectory = import ../state-directory.nix { inherit lib; };

  account = import ../account.nix { inherit config lib; };
  isReachable = import ../reachable.nix;

  show = value: if builtins.isBool value then lib.boolToString value else "${toString value}";
  words = prefix: lib.mapAttrsToList (name: value: "${prefix}${name} ${show value}");

  authPlugin =
    plugin:
    [
      "auth_plugin ${plugin.plugin}"
      "auth_plugin_deny_special_chars ${show plugin.denySpecialChars}"
    ]
    ++ words "auth_opt_" plugin.options;

  listener =
    index: one:
    [
      "listener ${toString one.port} ${toString one.address}"
      "acl_file /run/mosquitto/acl-${toString index}"
    ]
    ++ lib.optional (!one.omitPasswordAuth) "password_file /run/mosquitto/passwords-${toString index}"
    ++ words "" one.settings
    ++ lib.concatMap authPlugin one.authPlugins;

  bridge =
    name: one:
    [
      "connection ${name}"
      "addresses ${lib.concatMapStringsSep " " (to: "${to.address}:${toString to.port}") one.addresses}"
    ]
    ++ map (topic: "topic ${topic}") one.topics
    ++ words "" one.settings;

  configFile = pkgs.writeText "mosquitto.conf" (
    lib.concatMapStrings (line: "${line}\n") (
      [
        "per_listener_settings true"
        "persistence ${lib.boolToString cfg.persistence}"
      ]
      ++ lib.optional (
        cfg.persistence && !(cfg.settings ? persistence_location)
      ) "persistence_location ${cfg.dataDir}/"
      ++ map (to: if lib.hasPrefix "/" to then "log_dest file ${to}" else "log_dest ${to}") cfg.logDest
      ++ map (kind: "log_type ${kind}") cfg.logType
      ++ words "" cfg.settings
      ++ lib.concatLists (lib.imap0 listener cfg.listeners)
      ++ lib.concatLists (lib.mapAttrsToList bridge cfg.bridges)
      ++ map (directory: "include_dir ${directory}") cfg.includeDirs
    )
  );

  aclFile =
    index: one:
    pkgs.writeText "mosquitto-acl-${toString index}" (
      lib.concatMapStrings (line: "${line}\n") (
        one.acl
        ++ lib.concatLists (
          lib.mapAttrsToList (
            name: user: [ "user ${name}" ] ++ map (topic: "topic ${topic}") user.acl
          ) one.users
        )
      )
    );

  # Nothing is hashed twice: what is plain is hashed before the hashes come in.
  passwords =
    file: users:
    let
      given = kind: lib.filterAttrs (_: user: user.${kind} != null) users;
      each =
        kind: command:
        lib.concatStrings (
          lib.mapAttrsToList (
            name: user: command (lib.escapeShellArg name) (lib.escapeShellArg (toString user.${kind}))
          ) (given kind)
        );
      fromText = name: text: "printf '%s:%s\\n' ${name} ${text} >> ${file}\n";
      fromFile = name: path: "printf '%s:%s\\n' ${name} \"$(head -n 1 ${path})\" >> ${file}\n";
    in
    ''
      : > ${file}
    ''
    + each "password" fromText
    + each "passwordFile" fromFile
    + "if [ -s ${file} ]; then ${cfg.package}/bin/mosquitto_passwd -U ${file}; fi\n"
    + each "hashedPassword" fromText
    + each "hashedPasswordFile" fromFile;

  # Run as root, who can read the secrets; the server wants its files for itself.
  prepare = pkgs.writeShellScript "mosquitto-prepare" (
    ''
      set -eu
      umask 077
    ''
    + lib.concatStrings (
      lib.imap0 (index: one: ''
        cat ${aclFile index one} > /run/mosquitto/acl-${toString index}
        ${lib.optionalString (!one.omitPasswordAuth) (
          passwords "/run/mosquitto/passwords-${toString index}" one.users
        )}
      '') cfg.listeners
    )
    + ''
      # Where root's rights are missing the server runs as this user.
      chown -R mosquitto:mosquitto /run/mosquitto || true
    ''
  );

  hasOne =
    user:
    lib.count (kind: user.${kind} != null) [
      "password"
      "passwordFile"
      "hashedPassword"
      "hashedPasswordFile"
    ] <= 1;
in
{
  imports = [ ./options.nix ];

  config = lib.mkIf cfg.enable {
    assertions =
      lib.concatMap (
        one:
        lib.mapAttrsToList (name: user: {
          assertion = hasOne user;
          message = "services.mosquitto.listeners: the user ${name} has more than one password.";
        }) one.users
      ) cfg.listeners
      ++ lib.mapAttrsToList (name: one: {
        assertion = one.addresses != [ ];
        message = "services.mosquitto.bridges.${name}: a bridge needs addresses.";
      }) cfg.bridges;

    warnings =
      lib.optional
        (lib.any (one: lib.any (user: user.password != null) (lib.attrValues one.users)) cfg.listeners)
        "services.mosquitto.listeners: users' passwords are in the image, readable for everyone who has it; passwordFile keeps them out.";

    users = account {
      name = "mosquitto";
      description = "Mosquitto MQTT server";
      inherit (cfg) dataDir;
    };

    environment.etc."mosquitto/mosquitto.conf".source = configFile;

    docker.internal = {
      exposedPorts = map (one: one.port) (
        lib.filter (one: one.port != 0 && (one.address == null || isReachable one.address)) cfg.listeners
      );
      essentialUnits = [ "mosquitto.service" ];
    };

    systemd.services.mosquitto = {
      description = "Mosquitto MQTT server";
      wantedBy = [ "multi-user.target" ];
      after = [ "network.target" ];
      reload = "kill -HUP $MAINPID";
      serviceConfig = {
        Type = "notify";
        ExecStartPre = [ "+${prepare}" ];
        ExecStart = "${cfg.package}/bin/mosquitto -c /etc/mosquitto/mosquitto.conf";
        User = "mosquitto";
        Group = "mosquitto";
        RuntimeDirectory = "mosquitto";
        RuntimeDirectoryMode = "0700";
        UMask = "0077";
        NoNewPrivileges = true;
        Restart = "on-failure";
      }
      // stateDirectory "mosquitto" "0700" cfg.dataDir;
    };
  };
}
