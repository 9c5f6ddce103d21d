config: { inherit (config.services.mysql) firstSql settings; }
