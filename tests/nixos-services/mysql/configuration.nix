{ pkgs, ... }:
{
  services.mysql = {
    enable = true;
    package = pkgs.mariadb;
    ensureDatabases = [ "shop" ];
    ensureUsers = [
      {
        name = "shop";
        ensurePermissions."shop.*" = "ALL PRIVILEGES";
      }
    ];
  };
  users.users.shop = {
    isSystemUser = true;
    group = "shop";
  };
  users.groups.shop = { };
}
