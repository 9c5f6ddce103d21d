{ ... }:
{
  services.openssh = {
    enable = true;
    startWhenNeeded = true;
  };

  systemd.sockets.news = {
    wantedBy = [ "sockets.target" ];
    listenStreams = [ "119" ];
    listenDatagrams = [ "/run/news" ];
  };
  systemd.services.news.serviceConfig.ExecStart = "/opt/news";

  systemd.paths.inbox = {
    wantedBy = [ "paths.target" ];
    pathConfig = {
      PathExistsGlob = "/var/inbox/*.job";
      Unit = "news.service";
    };
  };
}
