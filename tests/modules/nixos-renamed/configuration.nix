{ services.nginx.admin = null; }
