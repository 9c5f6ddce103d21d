{
  services.redis.servers."" = {
    enable = true;
    requirePass = "not-a-secret";
    requirePassFile = "/run/secrets/redis";
  };
}
