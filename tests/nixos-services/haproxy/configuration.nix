{
  services.haproxy = {
    enable = true;
    config = ''
      defaults
        mode http
        timeout connect 5s
        timeout client 5s
        timeout server 5s
      frontend web
        bind :80
        http-request return status 200 content-type text/plain string "hello from haproxy"
    '';
  };
}
