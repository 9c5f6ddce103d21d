first() { expect "hello from varnish" curl -sm 10 "http://$address:6081/"; }
