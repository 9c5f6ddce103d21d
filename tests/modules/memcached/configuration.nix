{
  services.memcached = {
    enable = true;
    listen = "0.0.0.0";
    maxMemory = 16;
  };
}
