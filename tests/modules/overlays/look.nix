config: {
  inherit (config.docker) labels;
  nginx = "${config.services.nginx.package}";
}
