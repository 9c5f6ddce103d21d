{
  services.mysql = {
    enable = true;
    dataDir = "/data/mysql";
    ensureDatabases = [ "shop" ];
    ensureUsers = [
      {
        name = "wwwrun";
        ensurePermissions."shop.*" = "ALL PRIVILEGES";
      }
    ];
    settings = {
      mysqld = {
        port = 3307;
        plugin-load-add = [
          "auth_ed25519"
          "auth_pam"
        ];
      };
      mysqldump.quick = true;
    };
  };
}
