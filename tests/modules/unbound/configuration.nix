{
  services.unbound = {
    enable = true;
    localControlSocketPath = "/run/unbound/unbound.ctl";
    settings = {
      server = {
        interface = [ "0.0.0.0" ];
        port = 5353;
        access-control = [ "172.16.0.0/12 allow" ];
        define-tag = ''"one"'';
        prefetch = true;
        local-data = [
          ''"www.example.org. A 192.0.2.9"''
          ''"api.example.org. A 192.0.2.10"''
        ];
      };
      forward-zone = [
        {
          name = ".";
          forward-addr = [
            "192.0.2.53"
            "192.0.2.54"
          ];
        }
        {
          name = "example.test.";
          forward-addr = "192.0.2.55";
        }
      ];
    };
  };
}
