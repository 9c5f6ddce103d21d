{
  services.haproxy = {
    enable = true;
    config = ''
      defaults
        mode http
      frontend web
        bind :80
        bind 0.0.0.0:8080,[::]:8081 v4v6
      	bind	*:443 ssl crt /run/secrets/site.pem
        bind 127.0.0.1:9000
        bind unix@/run/haproxy/web.sock
        default_backend shop
      backend shop
        server one shop:8080
    '';
  };
}
