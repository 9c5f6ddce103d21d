{
  services.radicale = {
    enable = true;
    config = ''
      [server]
      hosts = 0.0.0.0:5232
      [auth]
      type = none
      [storage]
      filesystem_folder = /var/lib/radicale/collections
    '';
  };
}
