{ pkgs, ... }:
{
  services.unbound = {
    enable = true;
    enableRootTrustAnchor = false;
    interfaces = [ "0.0.0.0" ];
    allowedAccess = [ "0.0.0.0/0" ];
    extraConfig = ''
      local-data: "www.example.org. A 192.0.2.9"
    '';
  };
  environment.systemPackages = [ pkgs.dnsutils ];
}
