# The options of `services.openssh`.
{
  config,
  lib,
  pkgs,
  ...
}:

let
  cfg = config.services.openssh;

  toSetting =
    option: directive:
    lib.mkRenamedOptionModule
      [
        "services"
        "openssh"
        option
      ]
      [
        "services"
        "openssh"
        "settings"
        directive
      ];

  hostKey = lib.types.submodule {
    options = {
      type = lib.mkOption {
        type = lib.types.str;
        example = "ed25519";
        description = "Kind of the key.";
      };
      path = lib.mkOption {
        type = lib.types.str;
        example = "/data/ssh/host_ed25519_key";
        description = "File of the key; that with `.pub` after it is the public half.";
      };
      bits = lib.mkOption {
        type = lib.types.nullOr lib.types.int;
        default = null;
        example = 4096;
        description = "Length of the key; what is usual for its kind if `null`.";
      };
      comment = lib.mkOption {
        type = lib.types.str;
        default = "";
        description = "Comment in the key.";
      };
      rounds = lib.mkOption {
        type = lib.types.nullOr lib.types.int;
        default = null;
        example = 100;
        description = "Rounds of the derivation function that guards the key's passphrase.";
      };
    };
  };
in
{
  imports = [
    (lib.mkAliasOptionModule
      [
        "services"
        "sshd"
        "enable"
      ]
      [
        "services"
        "openssh"
        "enable"
      ]
    )
  ]
  ++ lib.mapAttrsToList toSetting {
    challengeResponseAuthentication = "KbdInteractiveAuthentication";
    ciphers = "Ciphers";
    forwardX11 = "X11Forwarding";
    gatewayPorts = "GatewayPorts";
    kbdInteractiveAuthentication = "KbdInteractiveAuthentication";
    kexAlgorithms = "KexAlgorithms";
    logLevel = "LogLevel";
    macs = "Macs";
    passwordAuthentication = "PasswordAuthentication";
    permitRootLogin = "PermitRootLogin";
    useDns = "UseDns";
  };

  options.services.openssh = {
    enable = lib.mkEnableOption "the OpenSSH server";

    package = lib.mkPackageOption pkgs "openssh" { };

    startWhenNeeded = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = "Accepted, and without effect: in a container the server always runs.";
    };

    ports = lib.mkOption {
      type = lib.types.listOf lib.types.port;
      default = [ 22 ];
      description = "Ports to listen on.";
    };

    openFirewall = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether to expose the ports.";
    };

    listenAddresses = lib.mkOption {
      type = lib.types.listOf (
        lib.types.submodule {
          options = {
            addr = lib.mkOption {
              type = lib.types.nullOr lib.types.str;
              default = null;
              description = "Address or name to listen on.";
            };
            port = lib.mkOption {
              type = lib.types.nullOr lib.types.port;
              default = null;
              description = "Port to listen on; all of {option}`ports` if `null`.";
            };
          };
        }
      );
      default = [ ];
      example = [ { addr = "127.0.0.1"; } ];
      description = "Where to listen; everywhere if empty.";
    };

    hostKeys = lib.mkOption {
      type = lib.types.listOf hostKey;
      default = [
        {
          type = "rsa";
          bits = 4096;
          path = "/etc/ssh/ssh_host_rsa_key";
        }
        {
          type = "ed25519";
          path = "/etc/ssh/ssh_host_ed25519_key";
        }
      ];
      example = [
        {
          type = "ed25519";
          path = "/data/ssh/host_ed25519_key";
        }
      ];
      description = ''
        The server's keys. One that is not there is made when the container
        starts for the first time, so put them on a volume for the container to
        keep its identity when it is replaced. No key is ever in the image.
      '';
    };

    generateHostKeys = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether to make host keys that are not there.";
    };

    banner = lib.mkOption {
      type = lib.types.nullOr lib.types.lines;
      default = null;
      description = "What clients are shown before they log in.";
    };

    allowSFTP = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether to serve SFTP.";
    };

    sftpServerExecutable = lib.mkOption {
      type = lib.types.str;
      default = "internal-sftp";
      description = "Program that serves SFTP; `internal-sftp` is the server itself.";
    };

    sftpFlags = lib.mkOption {
      type = lib.types.listOf lib.types.str;
      default = [ ];
      example = [ "-f AUTHPRIV" ];
      description = "Arguments for the program that serves SFTP.";
    };

    authorizedKeysInHomedir = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether keys in {file}`~/.ssh/authorized_keys` let users in.";
    };

    authorizedKeysFiles = lib.mkOption {
      type = lib.types.listOf lib.types.str;
      default = [ ];
      example = [ "/data/ssh/keys/%u" ];
      description = ''
        Files with keys that let users in. What
        {option}`users.users.<name>.openssh.authorizedKeys` says is among them always.
      '';
    };

    authorizedKeysCommand = lib.mkOption {
      type = lib.types.str;
      default = "none";
      description = "Program that says which keys let a user in.";
    };

    authorizedKeysCommandUser = lib.mkOption {
      type = lib.types.str;
      default = "nobody";
      description = "User that this program runs as.";
    };

    moduliFile = lib.mkOption {
      type = lib.types.nullOr lib.types.path;
      default = null;
      example = "/data/ssh/moduli";
      description = "File with moduli for the Diffie-Hellman key exchange; OpenSSH's own if `null`.";
    };

    settings = lib.mkOption {
      type = lib.types.submodule (import ./settings.nix { inherit lib; });
      default = { };
      example = {
        PasswordAuthentication = false;
        MaxAuthTries = 3;
      };
      description = "Directives of {file}`sshd_config`.";
    };

    extraConfig = lib.mkOption {
      type = lib.types.lines;
      default = "";
      example = ''
        Match User backup
          ForceCommand internal-sftp
      '';
      description = "Lines for the end of {file}`sshd_config`.";
    };
  };

  config.services.openssh.authorizedKeysFiles =
    lib.optional cfg.authorizedKeysInHomedir "%h/.ssh/authorized_keys"
    ++ [ "/etc/ssh/authorized_keys.d/%u" ];
}
