{
  services.varnish = {
    enable = true;
    listen = [
      {
        address = "0.0.0.0";
        port = 6081;
      }
    ];
    config = ''
      vcl 4.1;
      backend none none;
      sub vcl_recv { return (synth(200, "hello from varnish")); }
    '';
  };
}
