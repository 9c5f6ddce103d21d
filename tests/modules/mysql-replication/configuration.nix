{
  services.mysql = {
    enable = true;
    replication = {
      role = "slave";
      serverId = 2;
      masterHost = "first";
      masterUser = "copier";
      masterPassword = "it's";
    };
  };
}
