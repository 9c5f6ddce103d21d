# The original's way to name services.
{ pkgs, ... }:
{
  supervisord.services.initApp = {
    command = pkgs.writeScript "init-app.sh" "mkdir -p /data/uploads";
    startsecs = 0;
  };
  supervisord.services.worker = {
    command = "/opt/worker --rate 5% --home $HOME";
    directory = "/data";
    user = "nobody";
    environment = {
      PORT = 8000;
      GREETING = "good day";
    };
    stopsignal = "INT";
    autorestart = "unexpected";
    after = [ "redis.service" ];
  };
  supervisord.tailLogs = true;
  docker.bootScript = "echo booting";
  docker.buildScripts."2-second" = "echo 2";
  docker.buildScripts."1-first" = "echo 1";
}
