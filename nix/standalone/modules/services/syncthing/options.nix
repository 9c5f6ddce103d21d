# The options of `services.syncthing`.
{
  config,
  lib,
  pkgs,
  ...
}:

let
  inherit (lib) mkOption types;
  inherit (import ../../short-options.nix { inherit lib; }) text path;
  cfg = config.services.syncthing;

  json = (pkgs.formats.json { }).type;

  orNull =
    type: example: description:
    mkOption {
      type = types.nullOr type;
      default = null;
      inherit example description;
    };

  named =
    name: description:
    mkOption {
      type = types.str;
      default = name;
      defaultText = lib.literalMD "the attribute's name";
      inherit description;
    };

  device =
    { name, ... }:
    {
      freeformType = json;
      options = {
        name = named name "Name of the device.";
        id = mkOption {
          type = types.str;
          example = "7CFNTQM-IMTJBHJ-3UWRDIU-ZGQJFR6-VCXZ3NB-XUH3KZO-N52ITXR-LAIYUAU";
          description = "The device's id.";
        };
        autoAcceptFolders = mkOption {
          type = types.bool;
          default = false;
          description = "Whether what the device shares is taken without a question.";
        };
      };
    };

  folder =
    { name, ... }:
    {
      freeformType = json;
      options = {
        enable = mkOption {
          type = types.bool;
          default = true;
          description = "Whether the folder is shared.";
        };
        path = mkOption {
          type = types.strMatching "[/~].*";
          default = name;
          defaultText = lib.literalMD "the attribute's name";
          description = "Directory of the folder.";
        };
        id = named name "The folder's id, which all devices have.";
        label = named name "Name of the folder.";
        devices = mkOption {
          type = types.listOf (types.either types.str json);
          default = [ ];
          example = [ "laptop" ];
          description = "Devices that share the folder, by their names.";
        };
        ignorePatterns = orNull (types.listOf types.str) [ "*.part" ] "What is not shared.";
      };
    };
in
{
  imports =
    map
      (
        option:
        lib.mkRenamedOptionModule
          [ "services" "syncthing" option ]
          [ "services" "syncthing" "settings" option ]
      )
      [
        "devices"
        "folders"
        "options"
      ];

  options.services.syncthing = {
    enable = lib.mkEnableOption "Syncthing, which keeps directories of several machines the same";

    package = lib.mkPackageOption pkgs "syncthing" { };

    user = text "syncthing" "User that Syncthing runs as; created if it is the default one.";
    group = text "syncthing" "Group that Syncthing runs as; created if it is the default one.";

    dataDir = path "/var/lib/syncthing" "Directory of the folders. It belongs on a volume.";
    configDir = mkOption {
      type = types.path;
      default = "${cfg.dataDir}/.config/syncthing";
      defaultText = lib.literalExpression ''"''${dataDir}/.config/syncthing"'';
      description = "Directory of the configuration and of the device's key.";
    };
    databaseDir = mkOption {
      type = types.path;
      default = cfg.configDir;
      defaultText = lib.literalExpression "configDir";
      description = "Directory of the index.";
    };

    guiAddress = text "127.0.0.1:8384" "Where the pages are: an address with a port, or the path of a socket.";
    guiPasswordFile =
      orNull types.str "/run/secrets/syncthing"
        "File in the container with the password of the pages' user (settings.gui.user).";

    cert =
      orNull types.str "/run/secrets/syncthing-cert.pem"
        "The device's certificate, in the container; made at first start if `null`.";
    key = orNull types.str "/run/secrets/syncthing-key.pem" "Its key, in the container.";

    openDefaultPorts = mkOption {
      type = types.bool;
      default = false;
      description = "Accepted: the ports on which other devices are spoken to are exposed.";
    };

    all_proxy = orNull types.str "socks5://proxy:1080" "Proxy for all that goes out.";

    extraFlags = mkOption {
      type = types.listOf types.str;
      default = [ ];
      example = [ "--reset-deltas" ];
      description = "Further arguments.";
    };

    systemService = mkOption {
      type = types.bool;
      default = true;
      description = "Whether Syncthing is run.";
    };

    overrideDevices = mkOption {
      type = types.bool;
      default = true;
      description = "Whether devices that the settings do not have are removed.";
    };

    overrideFolders = mkOption {
      type = types.bool;
      default = !lib.any (device: device.autoAcceptFolders) (lib.attrValues cfg.settings.devices);
      defaultText = lib.literalMD "unless a device's folders are taken without a question";
      description = "Whether folders that the settings do not have are removed.";
    };

    settings = mkOption {
      type = types.submodule {
        freeformType = json;
        options = {
          devices = mkOption {
            type = types.attrsOf (types.submodule device);
            default = { };
            description = "Other devices, by name.";
          };
          folders = mkOption {
            type = types.attrsOf (types.submodule folder);
            default = { };
            description = "Folders, by path or id.";
          };
        };
      };
      default = { };
      example = {
        options.localAnnounceEnabled = false;
        gui.theme = "dark";
      };
      description = "What Syncthing is told by its API after its start, with the names of that.";
    };
  };
}
