{
  services.logrotate = {
    enable = true;
    paths = [
      {
        path = "/var/lib/app/app.log";
        user = "root";
        group = "root";
        keep = 2;
        extraConfig = "size 1k";
      }
    ];
  };
  systemd.tmpfiles.rules = [ "d /var/lib/app 0755 root root" ];
}
