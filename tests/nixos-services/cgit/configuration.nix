{ pkgs, ... }:
{
  services.cgit.git = {
    enable = true;
    nginx.virtualHost = "localhost";
    scanPath = "/var/lib/git";
    settings.root-title = "kept by cgit";
  };
  systemd.tmpfiles.rules = [ "d /var/lib/git 0755 cgit cgit" ];
  environment.systemPackages = [ pkgs.git ];
}
