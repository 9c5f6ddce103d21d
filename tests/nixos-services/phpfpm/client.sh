first() { expect 'sum 42 in fpm-fcgi' curl -sm 10 "http://$address/index.php"; }
