{
  docker.capabilities = [ "SYS_TIME" ];
  systemd.services.chronyd.serviceConfig.ExecStart = "/bin/chronyd -n";
}
