{ config, pkgs, ... }:
{
  services.phpfpm.pools.web = {
    user = "nginx";
    settings = {
      "listen.owner" = "nginx";
      pm = "static";
      "pm.max_children" = 2;
    };
  };
  services.nginx = {
    enable = true;
    virtualHosts.localhost = {
      default = true;
      root = pkgs.writeTextDir "index.php" "<?php echo 'sum ', 40 + 2, ' in ', PHP_SAPI;";
      locations."~ \\.php$".extraConfig = ''
        fastcgi_pass unix:${config.services.phpfpm.pools.web.socket};
        fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name;
        fastcgi_param REQUEST_METHOD $request_method;
      '';
    };
  };
}
