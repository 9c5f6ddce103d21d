{ pkgs, ... }:
{
  users.users.alice = {
    isNormalUser = true;
    description = "Alice";
    extraGroups = [ "wheel" ];
    shell = pkgs.bash;
    packages = [ pkgs.hello ];
    hashedPassword = "$6$not-so-secret";
  };
  users.extraUsers.zef = {
    group = "users";
    home = "/srv/zef";
    createHome = true;
    homeMode = "0755";
    shell = "/bin/bash";
    openssh.authorizedKeys.keys = [ "ssh-ed25519 AAAA zef@example.org" ];
  };
  users.users.mysql = {
    isSystemUser = true;
    group = "mysql";
  };
  users.groups.mysql = { };
  users.groups.wheel.members = [ "zef" ];
  users.groups.shop.gid = 1234;
}
