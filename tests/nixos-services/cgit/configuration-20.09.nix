{ pkgs, ... }:
{
  services.lighttpd = {
    enable = true;
    cgit = {
      enable = true;
      subdir = "";
      configText = ''
        root-title=kept by cgit
        scan-path=/var/lib/git
      '';
    };
  };
  systemd.tmpfiles.rules = [ "d /var/lib/git 0755 lighttpd lighttpd" ];
  environment.systemPackages = [ pkgs.git ];
}
