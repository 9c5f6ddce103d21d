note='it gives its clients 30 s when it stops (`shutdown_lifetime`): `docker.stopTimeout = 45` lets it'
first() { expect behind-the-proxy curl -sm 10 -x "http://$address:3128" "http://$address/"; }
