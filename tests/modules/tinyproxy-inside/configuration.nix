{
  services.tinyproxy.enable = true;
}
