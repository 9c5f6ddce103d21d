# Apache serving the files of ./www. The port that Apache listens on is exposed
# without being named here again.
#
#   nix-docker -b -t my-image samples/apache-config.nix
#   docker run -d -p 8080:80 my-image
#   curl http://localhost:8080/
{ ... }:

{
  services.httpd = {
    enable = true;
    adminAddr = "me@example.org";
    virtualHosts.localhost.documentRoot = ./www;
  };
}
