# `programs.<name>.enable` of programs that need nothing more than to be there.
{
  config,
  lib,
  pkgs,
  ...
}:

let
  inherit (lib) mkOption types;
  inherit (import ../config/accepting.nix { inherit lib; }) open;

  # The option's name, and the package's.
  programs = {
    bat = "bat";
    fish = "fish";
    git = "git";
    htop = "htop";
    iftop = "iftop";
    iotop = "iotop";
    less = "less";
    mtr = "mtr";
    nano = "nano";
    neovim = "neovim";
    screen = "screen";
    tmux = "tmux";
    traceroute = "traceroute";
    vim = "vim";
    zsh = "zsh";
  };

  enabled = lib.filterAttrs (name: _: config.programs.${name}.enable) programs;
in
{
  # How the program looks and what it completes is a person's at a machine: taken without effect.
  options.programs = lib.mapAttrs (
    name: package:
    mkOption {
      default = { };
      description = "The program ${name}.";
      type = open {
        enable = mkOption {
          type = types.bool;
          default = false;
          description = "Whether ${name} is on everybody's PATH.";
        };
        package = mkOption {
          type = types.package;
          default = pkgs.${package};
          defaultText = lib.literalExpression "pkgs.${package}";
          description = "The package of ${name}.";
        };
        defaultEditor = mkOption {
          type = types.bool;
          default = false;
          description = "Whether ${name} is what EDITOR says.";
        };
      };
    }
  ) programs;

  config = {
    environment.systemPackages = lib.mapAttrsToList (name: _: config.programs.${name}.package) enabled;
    environment.shells = lib.concatMap (name: lib.optional (enabled ? ${name}) "/usr/bin/${name}") [
      "fish"
      "zsh"
    ];
    environment.variables = lib.mkMerge (
      lib.mapAttrsToList (
        name: _:
        lib.mkIf config.programs.${name}.defaultEditor {
          EDITOR = lib.mkOverride 900 ({ neovim = "nvim"; }.${name} or name);
        }
      ) enabled
    );
  };
}
