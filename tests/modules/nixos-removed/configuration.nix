{ services.nginx.gone = true; }
