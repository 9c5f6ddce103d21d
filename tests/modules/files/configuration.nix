{
  services.radicale = {
    enable = true;
    settings = {
      server.hosts = [
        "127.0.0.1:5231"
        "[::]:5232"
      ];
      auth.type = "none";
    };
    rights.all = {
      user = ".+";
      collection = ".*";
      permissions = "RrWw";
    };
    extraArgs = [ "--debug" ];
  };

  services.transmission = {
    enable = true;
    openRPCPort = true;
    home = "/data/torrents";
    group = "media";
    port = 9092;
    downloadDirPermissions = "770";
    credentialsFile = "/run/secrets/transmission.json";
    settings = {
      watch-dir-enabled = true;
      speed-limit-up = 100;
    };
  };
  users.groups.media = { };
}
