{
  services.postgresql = {
    enable = true;
    enableTCPIP = true;
    authentication = "host shop shop samenet trust";
    identMap = "postgres root postgres";
    initdbArgs = [ "--data-checksums" ];
    ensureDatabases = [ "shop" ];
    ensureUsers = [
      {
        name = "shop";
        ensureDBOwnership = true;
        ensureClauses = {
          createdb = true;
          createrole = false;
          connection_limit = 5;
        };
      }
    ];
    settings = {
      port = 5433;
      shared_preload_libraries = [
        "pg_stat_statements"
        "auto_explain"
      ];
      log_connections = true;
      application_name = "it's";
    };
  };
}
