{ services.ngnix.enable = true; }
