{ pkgs, ... }:
{
  services.nginx = {
    enable = true;
    recommendedGzipSettings = true;
    virtualHosts.localhost.root = pkgs.writeTextDir "index.html" "hello from nginx\n";
  };
}
