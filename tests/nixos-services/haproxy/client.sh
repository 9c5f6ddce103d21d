first() { expect "hello from haproxy" curl -sm 10 "http://$address/"; }
