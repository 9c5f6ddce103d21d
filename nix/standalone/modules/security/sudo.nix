# `security.sudo`: sudo as a wrapper, and its rules.
{
  config,
  lib,
  pkgs,
  ...
}:

let
  inherit (lib) mkOption types;
  inherit (import ../short-options.nix { inherit lib; }) option text words;
  cfg = config.security.sudo;

  named = option (types.listOf (types.either types.str types.int)) [ ];

  command = types.submodule {
    options = {
      command = mkOption {
        type = types.either types.str types.package;
        example = "/run/current-system/systemd/bin/systemctl restart shop";
        description = "The command, or ALL.";
      };
      options = words [ ] "Tags of the command, such as NOPASSWD and SETENV.";
    };
  };

  rule = types.submodule {
    options = {
      users = named "Users who may, by name or number.";
      groups = named "Groups whose members may, by name or number.";
      host = text "ALL" "The hosts on which they may.";
      runAs = text "ALL:ALL" "As which users and groups they may.";
      commands = mkOption {
        type = types.listOf (types.either types.str command);
        default = [ ];
        description = "What they may.";
      };
    };
  };

  # "alice  ALL=(ALL:ALL)  NOPASSWD: ALL"
  toLines =
    rule:
    let
      who =
        map (user: if builtins.isInt user then "#${toString user}" else user) rule.users
        ++ map (group: if builtins.isInt group then "%#${toString group}" else "%${group}") rule.groups;
      what =
        one:
        if builtins.isString one then
          one
        else
          lib.concatMapStrings (tag: "${tag}: ") (one.options ++ cfg.defaultOptions) + "${one.command}";
      commands = lib.concatMapStringsSep ", " what rule.commands;
    in
    lib.optionalString (rule.commands != [ ]) (
      lib.concatMapStrings (one: "${one} ${rule.host}=(${rule.runAs}) ${commands}\n") who
    );

  own = {
    host = "ALL";
    runAs = "ALL:ALL";
    users = [ ];
    groups = [ ];
  };
  all = options: [
    {
      command = "ALL";
      inherit options;
    }
  ];

  installed = {
    security.sudo.configFile = lib.mkDefault (
      ''
        Defaults env_keep += "SSH_AUTH_SOCK"
      ''
      + toLines (
        own
        // {
          users = [ "root" ];
          commands = all [ ];
        }
      )
      + toLines (
        own
        // {
          groups = [ "wheel" ];
          commands = all (lib.optional (!cfg.wheelNeedsPassword) "NOPASSWD");
        }
      )
      + lib.concatMapStrings toLines cfg.extraRules
      + cfg.extraConfig
    );

    security.wrappers =
      lib.genAttrs
        [
          "sudo"
          "sudoedit"
        ]
        (name: {
          source = "${cfg.package}/bin/${name}";
          setuid = true;
          group = if cfg.execWheelOnly then "wheel" else "root";
          permissions = if cfg.execWheelOnly then "u+rx,g+x" else "u+rx,g+x,o+x";
        });

    security.pam.services.sudo = { };
    security.pam.services.sudo-i = { };

    environment.systemPackages = [ cfg.package ];
    # sudo takes no rules that others could write or read.
    environment.etc.sudoers = {
      source = pkgs.writeChecked {
        name = "sudoers";
        text = cfg.configFile;
        option = "security.sudo";
        inherit (cfg) package;
        # It looks for a library where sudo is installed.
        command = ''
          program=$(readlink -f "$programs/visudo")
          "$loader" --library-path "$libraries:''${program%/*/visudo}/libexec/sudo" "$program" -c -f "$file"
        '';
      };
      mode = "0440";
    };
  };
in
{
  options.security.sudo = {
    enable = mkOption {
      type = types.bool;
      default = cfg.extraRules != [ ] || cfg.extraConfig != "" || !cfg.wheelNeedsPassword;
      defaultText = lib.literalMD "whether anything is said of it";
      description = "Whether there is sudo.";
    };

    package = lib.mkPackageOption pkgs "sudo" { };

    wheelNeedsPassword = mkOption {
      type = types.bool;
      default = true;
      description = "Whether members of the group wheel are asked for their password.";
    };

    execWheelOnly = mkOption {
      type = types.bool;
      default = false;
      description = "Whether nobody but members of the group wheel can run sudo at all.";
    };

    defaultOptions = words [ "SETENV" ] "Tags of every command of the rules.";

    extraRules = mkOption {
      type = types.listOf rule;
      default = [ ];
      example = [
        {
          users = [ "alice" ];
          commands = [
            {
              command = "ALL";
              options = [ "NOPASSWD" ];
            }
          ];
        }
      ];
      description = "Rules, besides those that let root and wheel do everything. The last one that fits counts.";
    };

    extraConfig = mkOption {
      type = types.lines;
      default = "";
      description = "Lines for the end of {file}`sudoers`.";
    };

    configFile = mkOption {
      type = types.lines;
      description = "The content of {file}`/etc/sudoers`, in place of what the other options lead to.";
    };

    keepTerminfo = mkOption {
      type = types.bool;
      default = true;
      description = "Accepted: terminals' descriptions are everybody's.";
    };
  };

  # The same in another program's name: rules and answers are sudo's.
  options.security.sudo-rs = mkOption {
    type = types.attrsOf types.anything;
    default = { };
    description = "The same as {option}`security.sudo`, which it counts more than when it is enabled.";
  };

  config = lib.mkMerge [
    (lib.mkIf (config.security.sudo-rs.enable or false) {
      security.sudo = lib.mapAttrs (_: lib.mkForce) (removeAttrs config.security.sudo-rs [ "package" ]);
    })
    (lib.mkIf cfg.enable installed)
  ];
}
