{
  services.varnish = {
    enable = true;
    http_address = "0.0.0.0:6081";
    config = ''
      vcl 4.1;
      backend none none;
      sub vcl_recv { return (synth(200, "hello from varnish")); }
    '';
  };
}
