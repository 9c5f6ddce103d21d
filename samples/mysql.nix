# MariaDB with a database, a first table, and the data on a volume.
#
#   nix-docker -b -t my-mysql samples/mysql.nix
#   docker run -d --name db -v mysql:/var/lib/mysql my-mysql
#   docker exec -it db mariadb shop
#
# root of the container reaches the server through its Unix socket, without a
# password; no password is in the image.
{ pkgs, ... }:

{
  services.mysql = {
    enable = true;
    package = pkgs.mariadb;

    initialDatabases = [
      {
        name = "shop";
        schema = pkgs.writeText "shop.sql" ''
          CREATE TABLE article (id INT PRIMARY KEY AUTO_INCREMENT, name TEXT NOT NULL);
          INSERT INTO article (name) VALUES ('a first one');
        '';
      }
    ];

    ensureUsers = [
      {
        # The system user of that name, through the socket.
        name = "nobody";
        ensurePermissions."shop.*" = "SELECT";
      }
    ];

    settings.mysqld.max_connections = 50;
  };

  docker.volumes = [ "/var/lib/mysql" ];
}
