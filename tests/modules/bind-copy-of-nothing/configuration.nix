{
  services.bind = {
    enable = true;
    zones."example.org" = {
      master = false;
      file = "example.org.zone";
    };
  };
}
