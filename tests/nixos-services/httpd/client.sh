first() { expect "hello from httpd" curl -sm 10 "http://$address/"; }
