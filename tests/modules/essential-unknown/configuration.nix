{ ... }: {
  docker.essential = [ "shpo.service" ];
  systemd.services.shop.serviceConfig.ExecStart = "/opt/shop";
}
