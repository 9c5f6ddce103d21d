{ pkgs, ... }:

{
  services.nginx = {
    enable = true;
    virtualHosts.localhost.root = pkgs.writeTextDir "index.html" "It works.";
  };
}
