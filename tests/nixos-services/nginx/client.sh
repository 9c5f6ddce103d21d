first() { expect "hello from nginx" curl -sm 10 "http://$address/"; }
