{
  services.rabbitmq = {
    enable = true;
    listenAddress = "0.0.0.0";
    configItems."log.console.level" = "warning";
    plugins = [ "rabbitmq_mqtt" ];
    pluginDirs = [ "/data/plugins" ];
    unsafeCookie = "crumbs";
    config = "[{rabbit, []}].";
    managementPlugin.enable = true;
  };
}
