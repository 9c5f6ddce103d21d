{
  services.phpfpm = {
    phpOptions = "date.timezone = CET";
    pools.site = {
      user = "nobody";
      group = "nogroup";
      phpEnv.APP_MODE = "production";
      phpOptions = "memory_limit = 64M";
      settings = {
        pm = "ondemand";
        "pm.max_children" = 4;
        catch_workers_output = false;
      };
      extraConfig = "request_terminate_timeout = 30s";
    };
  };
}
