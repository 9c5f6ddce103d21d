# nginx with a page, an address that answers by itself, and one that another
# server answers.
#
#   nix-docker -b -t my-nginx samples/nginx.nix
#   docker run -d -p 8080:80 my-nginx
#   curl http://localhost:8080/
#   curl http://localhost:8080/hello
{ ... }:

{
  services.nginx = {
    enable = true;
    recommendedGzipSettings = true;
    recommendedOptimisation = true;
    recommendedProxySettings = true;

    upstreams.itself.servers."127.0.0.1:80" = { };

    virtualHosts."example.org" = {
      default = true;
      root = ./www;
      locations = {
        "= /hello".return = "200 'hello from nginx\\n'";
        "/proxied/".proxyPass = "http://itself/";
        "= /old".return = "301 /";
      };
    };
  };
}
