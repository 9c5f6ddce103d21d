since=23.11
first() { expect behind-the-proxy curl -sm 10 -x "http://$address:8888" http://localhost/; }
