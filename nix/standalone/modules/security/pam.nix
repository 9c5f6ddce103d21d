# `security.pam`: what programs ask before they let somebody in, and what they set up then.
{
  config,
  lib,
  pkgs,
  ...
}:

let
  inherit (lib) mkOption types;
  inherit (import ../short-options.nix { inherit lib; }) flag;
  cfg = config.security.pam;
  motd = config.users.motd != null || config.users.motdFile != null;

  limit = types.submodule {
    options =
      lib.genAttrs
        [
          "domain"
          "type"
          "item"
        ]
        (
          name:
          mkOption {
            type = types.str;
            description = "The field ${name} of a line in {file}`limits.conf`.";
          }
        )
      // {
        value = mkOption {
          type = types.either types.str types.int;
          description = "The limit.";
        };
      };
  };

  service =
    { config, ... }:
    {
      # What else NixOS has: hardware keys, directories of an organisation, encrypted homes.
      freeformType = types.attrsOf types.anything;

      options = {
        enable = flag true "Whether there is a file for the program.";
        rootOK = flag false "Whether root is let in without a question.";
        requireWheel = flag false "Whether nobody but members of the group wheel is let in.";
        makeHomeDir = flag false "Whether a home that is not there is made.";
        showMotd = flag false "Whether {option}`users.motd` is shown.";
        setEnvironment = flag true "Whether {option}`environment.variables` are set.";
        limits = mkOption {
          type = types.listOf limit;
          default = cfg.loginLimits;
          defaultText = lib.literalExpression "config.security.pam.loginLimits";
          description = "Limits for what is started so.";
        };
        text = mkOption {
          type = types.nullOr types.lines;
          default = stack config;
          defaultText = lib.literalMD "what the other options lead to";
          description = "The content of the file.";
        };
      };
    };

  limitsFile =
    limits:
    pkgs.writeText "limits.conf" (
      lib.concatMapStrings (one: "${one.domain} ${one.type} ${one.item} ${toString one.value}\n") limits
    );

  stack =
    service:
    lib.optionalString service.rootOK "auth sufficient pam_rootok.so\n"
    + lib.optionalString service.requireWheel "auth required pam_wheel.so use_uid\n"
    + ''
      auth include common-auth
      account include common-account
      password include common-password
      session include common-session
    ''
    + lib.optionalString service.setEnvironment "session required pam_env.so readenv=1\n"
    + lib.optionalString (
      service.limits != [ ]
    ) "session required pam_limits.so conf=${limitsFile service.limits}\n"
    + lib.optionalString service.makeHomeDir "session required pam_mkhomedir.so silent umask=0077\n"
    + lib.optionalString (service.showMotd && motd) "session optional pam_motd.so motd=/etc/motd\n";

  # What else a program is to ask for, or to do, by NixOS' names.
  asks = service: lib.filter (name: !(own ? ${name}) && isOn service.${name}) (lib.attrNames service);

  isOn = value: value == true || builtins.isAttrs value && value.enable or false == true;

  own = (service { config = { }; }).options;

  files = lib.filterAttrs (_: service: service.enable && service.text != null) cfg.services;

  accepted = mkOption {
    type = types.anything;
    default = { };
    description = "Accepted without effect: what it asks is the machine's, or an organisation's.";
  };
in
{
  options.security.pam =
    lib.genAttrs [
      "dp9ik"
      "enableEcryptfs"
      "enableFscrypt"
      "enableOTPW"
      "enableSSHAgentAuth"
      "howdy"
      "krb5"
      "makeHomeDir"
      "mount"
      "oath"
      "p11"
      "rssh"
      "sshAgentAuth"
      "u2f"
      "usb"
      "ussh"
      "yubico"
      "zfs"
    ] (_: accepted)
    // {
      loginLimits = mkOption {
        type = types.listOf limit;
        default = [ ];
        example = [
          {
            domain = "@shop";
            type = "-";
            item = "nofile";
            value = 65536;
          }
        ];
        description = "Limits for people who log in, as lines of {file}`limits.conf`.";
      };

      services = mkOption {
        type = types.attrsOf (types.submodule service);
        default = { };
        example = {
          shop.makeHomeDir = true;
        };
        description = "Programs that ask PAM, by the name that they say. A program has to be named, or bring a file along.";
      };
    };

  config = lib.mkMerge [
    {
      warnings = lib.concatLists (
        lib.mapAttrsToList (
          name: service:
          map (
            what:
            "security.pam.services.${name}.${what} has no effect without a nixpkgs; security.pam.services.${name}.text says it in PAM's words."
          ) (asks service)
        ) cfg.services
      );
    }
    (lib.mkIf (cfg.services != { }) {
      docker.internal.joined = [ pkgs.debian.libpam-modules ];
      environment.etc =
        # Every image that is not minimal has them.
        lib.mapAttrs' (name: text: lib.nameValuePair "pam.d/${name}" { text = lib.mkOverride 1100 text; }) (
          import ../../packages/pam.nix
        )
        // lib.mapAttrs' (
          name: service:
          lib.nameValuePair "pam.d/${name}" {
            inherit (service) text;
            mode = "0444";
          }
        ) files;
    })
    {
      security.pam.services = lib.mkIf (cfg.loginLimits != [ ]) {
        su.rootOK = lib.mkDefault true;
        login = { };
      };
    }
  ];
}
