{
  services.ngircd = {
    enable = true;
    config = ''
      [Global]
      Name = irc.example.org
      Ports = 6667, 6668
      [SSL]
      Ports = 6697
    '';
  };

  services.murmur = {
    enable = true;
    user = "voice";
    password = "$MURMUR_PASSWORD";
    environmentFile = "/run/secrets/murmur.env";
    logToFile = true;
  };
  users.users.voice = {
    isSystemUser = true;
    group = "murmur";
  };

  services.prosody = {
    enable = true;
    admins = [ "me@example.org" ];
    allowRegistration = true;
    ssl = {
      key = "/run/secrets/key.pem";
      cert = "/run/secrets/cert.pem";
      extraOptions.protocol = "tlsv1_2+";
    };
    modules.bosh = true;
    modules.ping = false;
    extraModules = [ "lastlog" ];
    virtualHosts."example.org" = {
      domain = "example.org";
      enabled = true;
      extraConfig = "authentication = \"anonymous\"";
    };
    muc = [
      {
        domain = "rooms.example.org";
        restrictRoomCreation = "local";
      }
    ];
    httpFileShare = {
      domain = "files.example.org";
      size_limit = 1000;
      global_quota = 5000;
    };
    extraConfig = "storage = \"sql\"";
  };
}
