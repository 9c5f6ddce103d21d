{
  networking.nameservers = [ "127.0.0.11" ];
  services.bind = {
    enable = true;
    ipv4Only = true;
    listenOnPort = 5353;
    blockedNetworks = [ "198.51.100.0/24" ];
    extraOptions = "recursion yes;";
    zones = [
      {
        name = "example.org";
        master = true;
        file = "/data/example.org.zone";
        slaves = [ "192.0.2.2" ];
      }
      {
        name = "copied.example";
        master = false;
        file = "copied.zone";
        masters = [ "192.0.2.1" ];
      }
    ];
  };
}
