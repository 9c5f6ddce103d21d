{
  services.memcached = {
    enable = true;
    listen = "0.0.0.0";
  };
}
