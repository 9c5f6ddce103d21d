# What nothing starts, and what something does.
{
  systemd.services = {
    forgotten.script = "true";
    started = {
      wantedBy = [ "multi-user.target" ];
      script = "true";
      unitConfig.OnFailure = "mail.service other.service";
    };
    mail.script = "true";
    other.script = "true";
    timed = {
      startAt = "daily";
      script = "true";
    };
    connected.script = "true";
    named.script = "true";
    "instance@".script = "true";
    off = {
      enable = false;
      script = "true";
    };
    # A setting for what is not there.
    docker.serviceConfig.LimitNOFILE = 1024;
  };
  systemd.sockets.connected = {
    wantedBy = [ "sockets.target" ];
    listenStreams = [ "7" ];
  };
  systemd.paths.inbox = {
    wantedBy = [ "paths.target" ];
    pathConfig = {
      PathExists = "/inbox";
      Unit = "named.service";
    };
  };
}
