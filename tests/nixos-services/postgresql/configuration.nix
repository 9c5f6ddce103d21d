{ pkgs, ... }:
{
  services.postgresql = {
    enable = true;
    ensureDatabases = [ "shop" ];
    ensureUsers = [
      {
        name = "shop";
        ensureDBOwnership = true;
      }
    ];
  };
  users.users.shop = {
    isSystemUser = true;
    group = "shop";
  };
  users.groups.shop = { };
}
