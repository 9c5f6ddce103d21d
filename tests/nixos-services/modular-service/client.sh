since=25.11
first() { expect "hello from a modular service" curl -sm 10 "http://$address:8080/"; }
