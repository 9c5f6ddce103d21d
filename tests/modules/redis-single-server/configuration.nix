# The options of the time when there was one server only.
{
  services.redis = {
    enable = true;
    port = 7000;
    bind = "0.0.0.0";
  };
}
