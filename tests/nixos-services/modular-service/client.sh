first() { expect "hello from a modular service" curl -sm 10 "http://$address:8080/"; }
