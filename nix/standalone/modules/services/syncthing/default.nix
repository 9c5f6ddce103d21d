# Syncthing, with the option names of NixOS. It keeps its configuration itself; what the settings say is told to it
# by its API after each start.
{
  config,
  lib,
  pkgs,
  ...
}:

let
  cfg = config.services.syncthing;
  stateDirectory = import ../state-directory.nix { inherit lib; };

  account = import ../account.nix { inherit config lib; };
  isReachable = import ../reachable.nix;

  onSocket = lib.hasPrefix "/" cfg.guiAddress;
  url =
    if onSocket then
      "http://."
    else
      "http://${lib.replaceStrings [ "0.0.0.0" ] [ "127.0.0.1" ] cfg.guiAddress}";

  present = value: lib.filterAttrs (_: one: one != null && one != { }) value;

  devices = map (device: device // { deviceID = device.id; }) (lib.attrValues cfg.settings.devices);

  folders = map (
    folder:
    removeAttrs (present folder) [
      "enable"
      "ignorePatterns"
    ]
    // {
      devices = map (
        one:
        if builtins.isString one then { deviceID = idOf one; } else one // { deviceID = idOf one.name; }
      ) folder.devices;
    }
  ) enabledFolders;

  enabledFolders = lib.filter (folder: folder.enable) (lib.attrValues cfg.settings.folders);

  idOf = name: cfg.settings.devices.${name}.id;

  others = present (
    removeAttrs cfg.settings [
      "devices"
      "folders"
    ]
  );

  json = name: value: pkgs.writeText "syncthing-${name}.json" (builtins.toJSON value);

  # What is there in place of what is new, one by one: a list would take away all others.
  putAll = kind: idName: new: override: ''
    jq -c '.[]' ${json kind new} | while read -r one; do
      tell POST config/${kind} "$one"
    done
    ${lib.optionalString override ''
      ask config/${kind} | jq -r --slurpfile new ${json kind new} \
        '[.[].${idName}] - [$new[0][].${idName}] | .[]' | while read -r id; do
        tell DELETE "config/${kind}/$id"
      done
    ''}
  '';

  tellSettings = ''
    set -o pipefail
    umask 077
    key=
    until [ -n "$key" ]; do
      key=$(sed -n 's|.*<apikey>\(.*\)</apikey>.*|\1|p' ${cfg.configDir}/config.xml 2> /dev/null || true)
      [ -n "$key" ] || sleep 0.2
    done

    # Neither the key nor a password is to be seen among the processes' arguments.
    # With some settings its address is away for a moment.
    call() {
      curl -sSf --retry 30 --retry-delay 1 --retry-connrefused -K <(printf 'header = "X-API-Key: %s"\n' "$key") ${lib.optionalString onSocket "--unix-socket ${cfg.guiAddress}"} "$@"
    }
    ask() { call "${url}/rest/$1"; }
    tell() { call -X "$1" --data-binary @- "${url}/rest/$2" <<< "''${3-}"; }

    until ask system/ping > /dev/null 2>&1; do sleep 0.2; done
    ${putAll "devices" "deviceID" devices cfg.overrideDevices}
    ${putAll "folders" "id" folders cfg.overrideFolders}
    ${lib.concatMapStrings (folder: ''
      tell POST db/ignores?folder=${lib.escapeURL folder.id} ${
        lib.escapeShellArg (builtins.toJSON { ignore = folder.ignorePatterns; })
      } > /dev/null
    '') (lib.filter (folder: folder.ignorePatterns != null) enabledFolders)}
    ${lib.concatStrings (
      lib.mapAttrsToList (name: value: ''
        tell PATCH config/${name} ${lib.escapeShellArg (builtins.toJSON (present value))}
      '') others
    )}
    ${lib.optionalString (cfg.guiPasswordFile != null) ''
      tell PATCH config/gui "$(jq -Rc '{ password: . }' < <(head -n 1 ${lib.escapeShellArg cfg.guiPasswordFile}))"
    ''}
    if ask config/restart-required | jq -e .requiresRestart > /dev/null; then
      tell POST system/restart > /dev/null
    fi
  '';

  isSaid = devices != [ ] || folders != [ ] || others != { } || cfg.guiPasswordFile != null;

  copyKeys = pkgs.writeShellScript "syncthing-keys" ''
    set -eu
    directory=${lib.escapeShellArg cfg.configDir}
    install -d -m 0700 -o ${cfg.user} -g ${cfg.group} "$directory"
    ${lib.optionalString (cfg.cert != null) ''
      install -m 0644 -o ${cfg.user} -g ${cfg.group} ${toString cfg.cert} "$directory/cert.pem"
    ''}
    ${lib.optionalString (cfg.key != null) ''
      install -m 0600 -o ${cfg.user} -g ${cfg.group} ${toString cfg.key} "$directory/key.pem"
    ''}
  '';

  guiPort = builtins.match "(.*):([0-9]+)" cfg.guiAddress;
in
{
  imports = [ ./options.nix ];

  config = lib.mkIf (cfg.enable && cfg.systemService) {
    assertions =
      lib.concatMap (
        folder:
        map (one: {
          assertion = cfg.settings.devices ? ${one.name or one};
          message = "services.syncthing.settings.folders.\"${folder.id}\".devices: there is no device \"${one.name or one}\" in services.syncthing.settings.devices.";
        }) folder.devices
      ) enabledFolders
      ++ [
        {
          assertion = cfg.guiPasswordFile == null || !(others.gui or { } ? password);
          message = "services.syncthing: set guiPasswordFile or settings.gui.password, not both.";
        }
      ];

    users = account {
      name = "syncthing";
      inherit (cfg) user group;
      description = "Syncthing";
      inherit (cfg) dataDir;
    };

    environment.systemPackages = [ cfg.package ];

    docker.internal = {
      exposedPorts = [
        22000
        "22000/udp"
        "21027/udp"
      ]
      ++ lib.optional (guiPort != null && isReachable (builtins.head guiPort)) (
        lib.toInt (builtins.elemAt guiPort 1)
      );
      essentialUnits = [ "syncthing.service" ];
    };

    systemd.services.syncthing = {
      description = "Syncthing";
      wantedBy = [ "multi-user.target" ];
      after = [ "network.target" ];
      environment = {
        STNORESTART = "yes";
        STNOUPGRADE = "yes";
        inherit (cfg) all_proxy;
      };
      serviceConfig = {
        ExecStartPre = lib.optional (cfg.cert != null || cfg.key != null) "+${copyKeys}";
        ExecStart = lib.concatStringsSep " " (
          [
            "${cfg.package}/bin/syncthing serve --no-browser"
            "--gui-address=${lib.optionalString onSocket "unix://"}${cfg.guiAddress}"
            "--config=${cfg.configDir}"
            "--data=${cfg.databaseDir}"
          ]
          ++ cfg.extraFlags
        );
        User = cfg.user;
        Group = cfg.group;
        # It asks to be started again, or was told to by the API.
        SuccessExitStatus = "3 4";
        RestartForceExitStatus = "3 4";
        NoNewPrivileges = true;
        Restart = "on-failure";
      }
      // stateDirectory "syncthing" "0700" cfg.dataDir;
    };

    systemd.services.syncthing-init = lib.mkIf isSaid {
      description = "Settings of Syncthing";
      wantedBy = [ "multi-user.target" ];
      requisite = [ "syncthing.service" ];
      after = [ "syncthing.service" ];
      path = [
        pkgs.curl
        pkgs.jq
      ];
      script = tellSettings;
      serviceConfig = {
        Type = "oneshot";
        RemainAfterExit = true;
        User = cfg.user;
      };
    };
  };
}
