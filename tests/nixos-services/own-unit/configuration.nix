{ pkgs, ... }:
{
  systemd.services.counter = {
    description = "Counts its starts";
    wantedBy = [ "multi-user.target" ];
    serviceConfig = {
      DynamicUser = true;
      StateDirectory = "counter";
    };
    path = [ pkgs.busybox ];
    script = ''
      echo x >> /var/lib/counter/starts
      cp /var/lib/counter/starts /tmp/index.html
      exec busybox httpd -f -p 8080 -h /tmp
    '';
  };
}
