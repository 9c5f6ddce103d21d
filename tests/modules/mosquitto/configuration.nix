{
  services.mosquitto = {
    enable = true;
    logType = [ "error" ];
    settings.max_keepalive = 60;
    listeners = [
      {
        acl = [ "pattern read public/#" ];
        users = {
          alice = {
            passwordFile = "/run/secrets/alice";
            acl = [ "readwrite alice/#" ];
          };
          bob.hashedPassword = "$7$101$abc$def==";
        };
      }
      {
        port = 1884;
        address = "127.0.0.1";
        omitPasswordAuth = true;
        settings.allow_anonymous = true;
        authPlugins = [
          {
            plugin = "/usr/lib/auth.so";
            options.backend = "files";
          }
        ];
      }
    ];
    bridges.other = {
      addresses = [ { address = "mqtt.example.org"; } ];
      topics = [ "# both 2" ];
      settings.cleansession = true;
    };
  };
}
