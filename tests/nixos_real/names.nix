# Names of machines, variables, shells, a message of the day.
{ config, pkgs, ... }:
{
  networking.hostName = "web1";
  networking.domain = "example.org";
  networking.fqdn = "web1.example.org";
  networking.search = [ "example.org" ];
  networking.nameservers = [ "192.0.2.1" ];
  networking.extraHosts = "192.0.2.9 db.internal db\n192.0.2.10 mail";
  networking.hosts = {
    "127.0.0.2" = [
      "me.local"
      "other.local"
    ];
    "fd00::1" = [ "six" ];
  };
  environment.variables = {
    EDITOR = "vim";
    FOO = [
      "a"
      "b"
    ];
    N = 3;
    HOSTS = "${config.networking.hostName}";
  };
  environment.sessionVariables = {
    XDG_CACHE_HOME = "$HOME/.cache";
    PLAIN = "x y";
  };
  environment.shellAliases = {
    ll = "ls -l";
  };
  environment.interactiveShellInit = "export IS=1";
  environment.loginShellInit = "export LS=1";
  environment.extraInit = "export EI=1";
  environment.localBinInPath = true;
  environment.homeBinInPath = true;
  programs.bash.shellInit = "export BS=1";
  programs.bash.promptInit = "PS1='x> '";
  users.motdFile = "${pkgs.writeText "motd" "hello from a file\n"}";
  services.nginx.enable = true;
}
