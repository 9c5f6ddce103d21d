{
  docker.units.include = [
    "logrotat.*"
    "firewall.service"
  ];
  docker.units.exclude = [
    "ngnix.service"
    "nginx.*"
    "console-getty.service"
    "nothing-like-it.service"
  ];
  services.nginx.enable = true;
}
