{
  services.squid = {
    enable = true;
    proxyAddress = "0.0.0.0";
    extraConfig = "acl office src 192.0.2.0/24";
  };

  services.tinyproxy = {
    enable = true;
    settings = {
      Listen = "0.0.0.0";
      Port = 8889;
      Allow = [
        "192.0.2.0/24"
        "198.51.100.7"
      ];
      Anonymous = [
        ''"Host"''
        ''"Cookie"''
      ];
      Filter = "/etc/not these";
      FilterDefaultDeny = true;
      DisableViaHeader = false;
      LogFile = null;
    };
  };

  services.tor = {
    enable = true;
    enableGeoIP = false;
    controlSocket.enable = true;
    torsocks.enable = true;
    client.enable = true;
    client.dns.enable = true;
    client.onionServices."abc.onion".clientAuthorizations = [ "/run/secrets/abc" ];
    hiddenServices.web = {
      map = [
        80
        {
          port = 443;
          target = {
            addr = "web";
            port = 8443;
          };
        }
      ];
      authorizedClients = [ "descriptor:x25519:AAAA" ];
      settings.HiddenServiceMaxStreams = 10;
    };
    relay = {
      enable = true;
      role = "bridge";
      contactInfo = "me@example.org";
      bridgeTransports = [
        "obfs4"
        "snowflake"
      ];
    };
    settings = {
      Nickname = "anon";
      ORPort = [
        {
          port = 443;
          IPv4Only = true;
        }
      ];
      SocksPolicy = [
        "accept 192.0.2.0/24"
        "reject *"
      ];
      HardwareAccel = true;
    };
  };
}
