{
  systemd.services.chronyd.serviceConfig.ExecStart = "/bin/chronyd -n";
}
