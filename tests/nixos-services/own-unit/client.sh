starts() { curl -sm 10 "http://$address:8080/" | grep -c x; }
first() { expect 1 starts; }
again() { expect 2 starts; }
