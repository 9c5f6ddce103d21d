# logrotate, for files that services write, with the option names of NixOS. What goes to the container's output is
# Docker's to rotate.
{
  config,
  lib,
  pkgs,
  ...
}:

let
  cfg = config.services.logrotate;

  inherit (lib) mkOption types;

  removed =
    name: to:
    lib.mkRemovedOptionModule [
      "services"
      "logrotate"
      name
    ] to;

  isScript =
    name:
    lib.elem name [
      "firstaction"
      "lastaction"
      "prerotate"
      "postrotate"
      "preremove"
    ];

  line =
    name: value:
    if value == null then
      ""
    else if name == "frequency" then
      "  ${value}\n"
    else if isScript name then
      "  ${name}\n${value}\n  endscript\n"
    else if value == true then
      "  ${name}\n"
    else if value == false then
      "  no${name}\n"
    else
      "  ${name} ${toString value}\n";

  lines =
    section:
    lib.concatStrings (
      lib.mapAttrsToList line (
        removeAttrs section [
          "enable"
          "files"
          "global"
          "priority"
        ]
      )
    );

  section =
    one:
    if one.global then
      lines one
    else
      "${lib.concatMapStringsSep " " (file: "\"${file}\"") (lib.toList one.files)} {\n${lines one}}\n";

  header = {
    missingok = true;
    notifempty = true;
    frequency = "weekly";
    rotate = 4;
  };

  # `header`, which is what holds for all others, may change its defaults.
  sections = lib.sort (a: b: a.priority < b.priority) (
    lib.filter (one: one.enable) (
      lib.attrValues (
        cfg.settings
        // {
          header =
            header
            // {
              enable = true;
            }
            // lib.filterAttrs (_: value: value != null) (cfg.settings.header or { })
            // {
              global = true;
              priority = 100;
            };
        }
      )
    )
  );

  text = lib.concatMapStringsSep "\n" section sections;

  configFile =
    if cfg.checkConfig then
      pkgs.writeChecked {
        name = "logrotate.conf";
        inherit text;
        package = pkgs.logrotate;
        option = "services.logrotate.settings";
        # Users and directories are the container's, and not there where the image is built.
        command = ''
          sed -i -E 's/^( *)(su|createolddir) .*//; s/^( *create +[0-9]+) .*/\1/; s/^ *nomissingok//; s/^ *olddir .*//' "$file"
          chmod 0644 "$file"
          run logrotate --state "$TMPDIR/state" --debug "$file" 2>&1 | { ! grep -F error: ; }
        '';
      }
    else
      pkgs.writeText "logrotate.conf" text;

  mails = lib.any (one: (one.mail or false) != false) (lib.attrValues cfg.settings);
in
{
  imports = [
    (removed "paths" "Each file is an attribute of services.logrotate.settings.")
    (removed "config" "What holds for all files is services.logrotate.settings.header.")
    (removed "extraConfig" "What holds for all files is services.logrotate.settings.header.")
  ];

  options.services.logrotate = {
    enable = mkOption {
      type = types.bool;
      default = lib.any (one: one.enable) (lib.attrValues cfg.settings);
      defaultText = lib.literalMD "whether there are any settings";
      description = "Whether files are rotated, every hour that it is time for one.";
    };

    allowNetworking = lib.mkEnableOption "reaching the network, which every service may: accepted without effect";

    settings = mkOption {
      default = { };
      example = lib.literalExpression ''
        {
          header.dateext = true;
          "/var/log/shop/*.log" = {
            frequency = "daily";
            rotate = 3;
            postrotate = "systemctl reload shop";
          };
        }
      '';
      description = "Files and what logrotate(8) is to do with them. `header` holds for all.";
      type = types.attrsOf (
        types.submodule (
          { name, ... }:
          {
            freeformType = types.attrsOf (
              types.nullOr (
                types.oneOf [
                  types.int
                  types.bool
                  types.str
                ]
              )
            );
            options = {
              enable = mkOption {
                type = types.bool;
                default = true;
                description = "Whether it counts.";
              };
              global = mkOption {
                type = types.bool;
                default = false;
                description = "Whether it holds for all that come after it.";
              };
              files = mkOption {
                type = types.either types.str (types.listOf types.str);
                default = name;
                defaultText = lib.literalMD "the attribute's name";
                description = "The files, with patterns of the shell.";
              };
              frequency = mkOption {
                type = types.nullOr types.str;
                default = null;
                example = "daily";
                description = "How often; null is `header`'s, weekly.";
              };
              priority = mkOption {
                type = types.int;
                default = 1000;
                description = "Its place; lower numbers come first.";
              };
            };
          }
        )
      );
    };

    configFile = mkOption {
      type = types.path;
      default = configFile;
      defaultText = lib.literalMD "a file made of the settings";
      description = "The file of configuration, in place of the one that settings lead to.";
    };

    checkConfig = mkOption {
      type = types.bool;
      default = true;
      description = "Whether logrotate looks at the settings while the image is built.";
    };

    extraArgs = mkOption {
      type = types.listOf types.str;
      default = [ ];
      description = "Further arguments of logrotate.";
    };
  };

  config = lib.mkIf cfg.enable {
    environment.systemPackages = [ pkgs.logrotate ];

    systemd.services.logrotate = {
      description = "Rotation of log files";
      startAt = "hourly";
      # For scripts of the configuration.
      path = [ "/usr" ];
      serviceConfig = {
        Type = "oneshot";
        ExecStart = lib.concatStringsSep " " (
          [ "${pkgs.logrotate}/bin/logrotate" ]
          ++ map lib.escapeShellArg cfg.extraArgs
          ++ lib.optional mails "--mail=${pkgs.mailutils}/bin/mail"
          ++ [ "${cfg.configFile}" ]
        );
        Nice = 19;
        IOSchedulingClass = "best-effort";
        IOSchedulingPriority = 7;
        # Where it keeps what was rotated when.
        StateDirectory = "logrotate";
        UMask = "0027";
      };
    };
  };
}
