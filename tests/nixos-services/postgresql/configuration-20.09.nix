{ pkgs, ... }:
{
  services.postgresql = {
    enable = true;
    ensureDatabases = [ "shop" ];
    ensureUsers = [
      {
        name = "shop";
        ensurePermissions."DATABASE shop" = "ALL PRIVILEGES";
      }
    ];
    # Since PostgreSQL 15 nobody else makes tables there.
    initialScript = pkgs.writeText "public.sql" ''
      \connect template1
      grant all on schema public to public;
    '';
  };
  users.users.shop = {
    isSystemUser = true;
    group = "shop";
  };
  users.groups.shop = { };
}
