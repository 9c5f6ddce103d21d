{
  services.redis.servers = {
    "" = {
      enable = true;
      bind = "0.0.0.0";
      appendOnly = true;
      settings.protected-mode = false;
    };
    sessions = {
      enable = true;
      port = 6380;
      bind = "127.0.0.1";
      save = [ ];
      slaveOf.ip = "192.0.2.1";
      requirePassFile = "/run/secrets/redis";
    };
    off.port = 6390;
  };
}
