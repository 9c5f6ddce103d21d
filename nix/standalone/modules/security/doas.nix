# `security.doas`: doas as a wrapper, and its rules.
{
  config,
  lib,
  pkgs,
  ...
}:

let
  inherit (lib) mkOption types;
  inherit (import ../short-options.nix { inherit lib; }) flag option orNull;
  cfg = config.security.doas;

  named = option (types.listOf (types.either types.str types.int)) [ ];

  rule = types.submodule {
    options = {
      noPass = flag false "Whether no password is asked for.";
      noLog = flag false "Whether nothing is logged.";
      persist = flag false "Whether the password is asked for once in some minutes only.";
      keepEnv = flag false "Whether the environment is kept.";
      setEnv = mkOption {
        type = types.listOf types.str;
        default = [ ];
        example = [ "SSH_AUTH_SOCK" ];
        description = "Variables that are kept, set (`NAME=value`) or removed (`-NAME`).";
      };
      users = named "Users who may, by name or number.";
      groups = named "Groups whose members may, by name or number.";
      runAs = orNull types.str "The only user as whom they may.";
      cmd = orNull types.str "The only command that they may run.";
      args = orNull (types.listOf types.str) "Its only arguments.";
    };
  };

  toLines =
    rule:
    let
      options = [
        "permit"
      ]
      ++ lib.optional rule.noPass "nopass"
      ++ lib.optional rule.noLog "nolog"
      ++ lib.optional rule.persist "persist"
      ++ lib.optional rule.keepEnv "keepenv"
      ++ lib.optional (rule.setEnv != [ ]) "setenv { ${toString rule.setEnv} }";
      where =
        lib.optionals (rule.runAs != null) [
          "as"
          rule.runAs
        ]
        ++ lib.optionals (rule.cmd != null) [
          "cmd"
          rule.cmd
        ]
        ++ lib.optionals (rule.cmd != null && rule.args != null) ([ "args" ] ++ rule.args);
      who = map toString rule.users ++ map (group: ":${toString group}") rule.groups;
    in
    lib.concatMapStrings (one: "${toString (options ++ [ one ] ++ where)}\n") who;

  wheel = {
    noPass = !cfg.wheelNeedsPassword;
    noLog = false;
    persist = false;
    keepEnv = false;
    setEnv = [ "SSH_AUTH_SOCK" ];
    users = [ ];
    groups = [ "wheel" ];
    runAs = null;
    cmd = null;
    args = null;
  };
in
{
  options.security.doas = {
    enable = flag false "Whether there is doas.";
    wheelNeedsPassword = flag true "Whether members of the group wheel are asked for their password.";
    extraRules = mkOption {
      type = types.listOf rule;
      default = [ ];
      example = [
        {
          users = [ "alice" ];
          noPass = true;
        }
      ];
      description = "Rules, besides those that let root and wheel do everything. The last one that fits counts.";
    };
    extraConfig = mkOption {
      type = types.lines;
      default = "";
      description = "Lines for the end of {file}`doas.conf`.";
    };
  };

  config = lib.mkIf cfg.enable {
    security.wrappers.doas = {
      source = "${pkgs.doas}/bin/doas";
      setuid = true;
    };
    security.pam.services.doas = { };

    environment.systemPackages = [ pkgs.doas ];
    environment.etc."doas.conf" = {
      source = pkgs.writeChecked {
        name = "doas.conf";
        text =
          toLines wheel
          + lib.concatMapStrings toLines cfg.extraRules
          + "${cfg.extraConfig}\npermit nopass keepenv root\n";
        option = "security.doas";
        package = pkgs.doas;
        command = ''run doas -C "$file"'';
      };
      mode = "0400";
    };
  };
}
