# Data on volumes of one's own: where the unit's StateDirectory does not make the directory, the container does.
{
  services = {
    caddy = {
      enable = true;
      dataDir = "/data/caddy";
    };
    mosquitto = {
      enable = true;
      dataDir = "/data/mosquitto";
    };
    prosody = {
      enable = true;
      dataDir = "/data/prosody";
      xmppComplianceSuite = false;
    };
    rabbitmq = {
      enable = true;
      dataDir = "/data/rabbitmq";
    };
    radicale = {
      enable = true;
      settings = {
        auth.type = "none";
        storage.filesystem_folder = "/var/lib/radicale/elsewhere";
      };
    };
    # Another's home is that user's.
    syncthing = {
      enable = true;
      user = "me";
      dataDir = "/home/me";
    };
    transmission = {
      enable = true;
      home = "/data/transmission";
    };
  };
  users.users.me = {
    isNormalUser = true;
    homeMode = "0750";
  };
}
