# What both of MariaDB's units have in common: the system around them, and the text of their scripts. The
# database is that of samples/mysql.nix, for the same client.
{ pkgs }:

let
  data = "/var/lib/mysql";
in
{
  users.users.mysql = {
    isSystemUser = true;
    group = "mysql";
  };
  users.groups.mysql = { };

  environment.systemPackages = [ pkgs.mariadb ];
  environment.etc."my.cnf".text = ''
    [mysqld]
    datadir=${data}
    port=3306
    socket=/run/mysqld/mysqld.sock
  '';

  docker.volumes = [ data ];

  options = "--user=mysql --datadir=${data} --basedir=/usr";

  install = ''
    if ! test -e ${data}/mysql; then
      ${pkgs.mariadb}/bin/mysql_install_db --defaults-file=/etc/my.cnf --user=mysql --datadir=${data} --basedir=/usr \
        > /dev/null
      touch ${data}/mysql_init
    fi
  '';

  # `user`: as whom the server knows who runs this.
  setup = user: ''
    sql="${pkgs.mariadb}/bin/mariadb -u ${user} -N"
    if test -e ${data}/mysql_init; then
      $sql <<'END'
        CREATE DATABASE shop;
        CREATE TABLE shop.article (id INT PRIMARY KEY AUTO_INCREMENT, name TEXT NOT NULL);
        INSERT INTO shop.article (name) VALUES ('a first one');
        CREATE USER nobody@localhost IDENTIFIED WITH unix_socket;
    END
      rm ${data}/mysql_init
    fi
    echo 'GRANT SELECT ON shop.* TO nobody@localhost' | $sql
  '';
}
