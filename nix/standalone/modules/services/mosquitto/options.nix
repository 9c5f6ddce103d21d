# The options of `services.mosquitto`.
{ lib, pkgs, ... }:

let
  inherit (lib) mkOption types;

  # mosquitto.conf has neither quotes nor escapes.
  line = types.strMatching "[^\r\n]*";

  value = types.oneOf [
    types.bool
    types.int
    types.path
    line
  ];

  settings =
    description:
    mkOption {
      type = types.attrsOf value;
      default = { };
      inherit description;
    };

  lines =
    example: description:
    mkOption {
      type = types.listOf line;
      default = [ ];
      inherit example description;
    };

  secret =
    type: example: description:
    mkOption {
      type = types.nullOr type;
      default = null;
      inherit example description;
    };

  address = mkOption {
    type = types.nullOr line;
    default = null;
    example = "127.0.0.1";
    description = "Address to listen on; every one if `null`.";
  };

  port = mkOption {
    type = types.port;
    default = 1883;
    description = "Port; 0 with an address that is a path means a Unix socket.";
  };

  user = types.submodule {
    options = {
      password =
        secret line "not-a-secret"
          "The user's password. It ends up in the image, readable for everyone who has it.";
      passwordFile =
        secret types.path "/run/secrets/alice"
          "File in the container with the password. It is read at each start.";
      hashedPassword = secret line "$7$101$…" "The password as {command}`mosquitto_passwd` writes it.";
      hashedPasswordFile =
        secret types.path "/run/secrets/alice"
          "File in the container with such a line.";
      acl = lines [ "readwrite alice/#" ] "What the user may do with which topics.";
    };
  };

  authPlugin = types.submodule {
    options = {
      plugin = mkOption {
        type = types.path;
        description = "The plugin's library.";
      };
      denySpecialChars = mkOption {
        type = types.bool;
        default = true;
        description = "Whether clients with a `#` or `+` in their name are refused.";
      };
      options = settings "Options of the plugin, which `auth_opt_` is put before.";
    };
  };

  listener = types.submodule {
    options = {
      inherit address port;
      users = mkOption {
        type = types.attrsOf user;
        default = { };
        description = "Who may log in, by name.";
      };
      omitPasswordAuth = mkOption {
        type = types.bool;
        default = false;
        description = "Whether no password is asked for.";
      };
      acl = lines [ "pattern read #" ] "What holds for all users.";
      authPlugins = mkOption {
        type = types.listOf authPlugin;
        default = [ ];
        description = "Plugins that are asked whether somebody may log in.";
      };
      settings = settings "Further settings of the listener.";
    };
  };

  bridge = types.submodule {
    options = {
      addresses = mkOption {
        type = types.listOf (
          types.submodule {
            options = {
              address = mkOption {
                type = line;
                description = "Address of the other server.";
              };
              inherit port;
            };
          }
        );
        default = [ ];
        description = "The other server.";
      };
      topics = lines [ "# both 2" ] "Topics that both have.";
      settings = settings "Further settings of the bridge.";
    };
  };
in
{
  options.services.mosquitto = {
    enable = lib.mkEnableOption "the Mosquitto MQTT server";

    package = lib.mkPackageOption pkgs "mosquitto" { };

    listeners = mkOption {
      type = types.listOf listener;
      default = [ ];
      example = [
        {
          acl = [ "pattern readwrite #" ];
          omitPasswordAuth = true;
          settings.allow_anonymous = true;
        }
      ];
      description = "Where the server listens, and for whom.";
    };

    bridges = mkOption {
      type = types.attrsOf bridge;
      default = { };
      description = "Servers to share topics with.";
    };

    includeDirs = mkOption {
      type = types.listOf types.path;
      default = [ ];
      description = "Directories with further files of configuration.";
    };

    logDest = mkOption {
      type = types.listOf (
        types.either types.path (
          types.enum [
            "stdout"
            "stderr"
            "syslog"
            "topic"
            "dlt"
          ]
        )
      );
      default = [ "stderr" ];
      description = "Where the log goes.";
    };

    logType = mkOption {
      type = types.listOf (
        types.enum [
          "debug"
          "error"
          "warning"
          "notice"
          "information"
          "subscribe"
          "unsubscribe"
          "websockets"
          "none"
          "all"
        ]
      );
      default = [ ];
      description = "What is logged.";
    };

    persistence = mkOption {
      type = types.bool;
      default = true;
      description = "Whether what is kept for clients outlives the server.";
    };

    dataDir = mkOption {
      type = types.path;
      default = "/var/lib/mosquitto";
      description = "Directory of what is kept. It belongs on a volume.";
    };

    settings = settings "Further settings of the server.";
  };
}
