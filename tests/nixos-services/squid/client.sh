first() { expect behind-the-proxy curl -sm 10 -x "http://$address:3128" "http://$address/"; }
