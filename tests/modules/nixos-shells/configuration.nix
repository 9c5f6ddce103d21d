# What shells read at their start: what the user's files say of it, and nothing of a bare NixOS'.
{ lib, ... }:
{
  users.motd = "Welcome!";
  programs.ssh.knownHosts."backup.example.org" = "ssh-ed25519 AAAA";
  environment.shellInit = "first=1";
  environment.loginShellInit = "login=1";
  environment.interactiveShellInit = lib.mkBefore "interactive=1";
  environment.shellAliases.ll = "ls -l";
  programs.bash.shellAliases.gone = null;
  programs.bash.interactiveShellInit = "bash=1";
}
