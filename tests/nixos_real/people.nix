# Programs for people who log in.
{
  config,
  pkgs,
  lib,
  ...
}:
{
  services.nginx.enable = true;
  programs.zsh = {
    enable = true;
    enableCompletion = true;
    ohMyZsh.enable = true;
    ohMyZsh.theme = "robbyrussell";
    syntaxHighlighting.enable = true;
    autosuggestions.enable = true;
  };
  programs.fish.enable = true;
  programs.vim.enable = true;
  programs.tmux = {
    enable = true;
    clock24 = true;
    extraConfig = "set -g mouse on";
  };
  programs.git.enable = true;
  programs.git.config.init.defaultBranch = "main";
  programs.mtr.enable = true;
  programs.mosh.enable = true;
  programs.htop.enable = true;
  programs.iotop.enable = true;
  programs.iftop.enable = true;
  programs.nix-ld.enable = true;
  programs.dconf.enable = true;
  programs.gnupg.agent = {
    enable = true;
    enableSSHSupport = true;
  };
  programs.command-not-found.enable = false;
  programs.nano.enable = false;
  programs.less.enable = true;
  programs.screen.enable = true;
  programs.direnv.enable = true;
  programs.starship.enable = true;
  programs.fuse.userAllowOther = true;
  programs.traceroute.enable = true;
  programs.tcpdump.enable = true;
  programs.neovim = {
    enable = true;
    defaultEditor = true;
    viAlias = true;
  };
  users.defaultUserShell = pkgs.zsh;
  environment.shells = [ pkgs.zsh ];
  environment.pathsToLink = [ "/share/zsh" ];
}
