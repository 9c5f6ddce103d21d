{
  services.logrotate = {
    enable = true;
    settings."/var/lib/app/app.log" = {
      size = "1k";
      rotate = 2;
    };
  };
  systemd.tmpfiles.rules = [ "d /var/lib/app 0755 root root" ];
}
