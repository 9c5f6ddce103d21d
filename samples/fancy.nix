# Four services in one container: Redis, Apache, MariaDB and ssh.  Apache's port
# and that of ssh are exposed; the databases are for what runs in the container.
#
#   nix-docker -b -t fancy samples/fancy.nix
#   docker run -d --name fancy -p 8080:80 -p 2222:22 -v fancy:/data fancy
#   curl http://localhost:8080/
#   ssh -p 2222 root@localhost redis-cli ping
#   docker exec fancy mariadb -e 'show databases'
{ pkgs, ... }:

{
  services.redis.servers."".enable = true;

  services.httpd = {
    enable = true;
    adminAddr = "me@example.org";
    virtualHosts.localhost.documentRoot = ./www;
  };

  services.mysql = {
    enable = true;
    package = pkgs.mariadb;
    dataDir = "/data/mysql";
    ensureDatabases = [ "fancy" ];
    settings.mysqld.bind-address = "127.0.0.1";
  };

  services.openssh = {
    enable = true;
    settings.PasswordAuthentication = false;
  };

  users.extraUsers.root.openssh.authorizedKeys.keys = [
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJsyQzwoY8rfjq/DIpfNxFNjjKfsNWlP+wH9i+0WW/Oy you@example.org"
  ];

  docker.volumes = [ "/data" ];
}
