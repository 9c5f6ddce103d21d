# WordPress: Apache with PHP, MariaDB, and everything that changes on one volume.
#
#   nix-docker -b -t wordpress samples/wordpress.nix
#   docker run -d -p 8080:80 -v wordpress:/data wordpress
#
# Then open http://localhost:8080/ and fill in WordPress' own form.  The
# container can be removed and made anew, from a newer image too: what was
# written stays.
{ pkgs, ... }:

let
  site = "/data/wordpress";

  # MariaDB knows the user that Apache runs as from the Unix socket: there is no
  # password that could be in the image.
  wpConfig = pkgs.writeText "wp-config.php" ''
    <?php
    define('DB_NAME', 'wordpress');
    define('DB_USER', 'wwwrun');
    define('DB_PASSWORD', ''');
    define('DB_HOST', 'localhost:/run/mysqld/mysqld.sock');
    define('DB_CHARSET', 'utf8mb4');
    define('FS_METHOD', 'direct');
    $table_prefix = 'wp_';

    // The site is wherever it is asked for.
    if (isset($_SERVER['HTTP_HOST'])) {
      define('WP_HOME', 'http://' . $_SERVER['HTTP_HOST']);
      define('WP_SITEURL', WP_HOME);
    }

    require __DIR__ . '/wp-keys.php';
    if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');
    require_once ABSPATH . 'wp-settings.php';
  '';

  # Run at each start; does its work at the first one.
  initApp = pkgs.writeScript "initApp" ''
    #!/bin/bash
    set -eu
    if [ -e ${site} ]; then exit 0; fi

    new=${site}.new
    rm -rf "$new"
    mkdir -p "$new"
    # A copy, so that WordPress can update itself.
    cp -r ${pkgs.wordpress}/share/wordpress/. "$new/"
    chmod -R u+w "$new"
    cp ${wpConfig} "$new/wp-config.php"

    # The keys that sign its cookies are made here, and belong to this site alone.
    {
      echo '<?php'
      for name in AUTH_KEY SECURE_AUTH_KEY LOGGED_IN_KEY NONCE_KEY AUTH_SALT SECURE_AUTH_SALT LOGGED_IN_SALT NONCE_SALT; do
        echo "define('$name', '$(head -c 48 /dev/urandom | base64 -w 0)');"
      done
    } > "$new/wp-keys.php"

    chown -R wwwrun:wwwrun "$new"
    chmod 0600 "$new/wp-keys.php"
    mv "$new" ${site}
    echo "WordPress is in ${site}"
  '';
in
{
  services.httpd = {
    enable = true;
    enablePHP = true;
    adminAddr = "me@example.org";
    virtualHosts.localhost.documentRoot = site;
    phpOptions = ''
      upload_max_filesize = 32M
      post_max_size = 32M
    '';
    extraConfig = ''
      <Directory ${site}>
        AllowOverride All
        DirectoryIndex index.php
      </Directory>
    '';
  };

  services.mysql = {
    enable = true;
    package = pkgs.mariadb;
    dataDir = "/data/mysql";
    ensureDatabases = [ "wordpress" ];
    ensureUsers = [
      {
        name = "wwwrun";
        ensurePermissions."wordpress.*" = "ALL PRIVILEGES";
      }
    ];
    settings.mysqld.bind-address = "127.0.0.1";
  };

  # startsecs = 0: it is run once, and may end.
  supervisord.services.initApp = {
    command = initApp;
    startsecs = 0;
  };

  docker.volumes = [ "/data" ];
}
