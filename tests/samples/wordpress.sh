#!/usr/bin/env bash
# samples/wordpress.nix: installed through its own form; what is written stays.
source "$(dirname "$0")/container.sh"

password="$(head -c 12 /dev/urandom | base64 | tr -dc 'a-zA-Z0-9')Aa1"

web() {
  curl -sS --max-time 60 --cookie "$scratch/cookies" --cookie-jar "$scratch/cookies" "$@"
}

form_is_there() {
  web --fail "http://$ADDRESS/wp-admin/install.php" | grep -q 'name="language"\|id="setup"\|weblog_title'
}

say "the form for the installation comes"
eventually 180 form_is_there

expect "the form installs WordPress" "Success" web "http://$ADDRESS/wp-admin/install.php?step=2" \
  --data-urlencode "weblog_title=A site of $CONTAINER" \
  --data-urlencode "user_name=editor" \
  --data-urlencode "admin_password=$password" \
  --data-urlencode "admin_password2=$password" \
  --data-urlencode "pw_weak=on" \
  --data-urlencode "admin_email=editor@example.org" \
  --data-urlencode "language=" \
  --data-urlencode "Submit=Install WordPress"

log_in() {
  rm -f "$scratch/cookies"
  web -o /dev/null "http://$ADDRESS/wp-login.php"
  web -o /dev/null -w '[%{redirect_url}]' "http://$ADDRESS/wp-login.php" \
    --data-urlencode "log=editor" --data-urlencode "pwd=$1" \
    --data-urlencode "testcookie=1" --data-urlencode "wp-submit=Log In"
}

expect "a wrong password is refused" "[]" log_in "not the password"
expect "the editor logs in" "wp-admin" log_in "$password"

nonce=$(web "http://$ADDRESS/wp-admin/admin-ajax.php?action=rest-nonce")
expect "a post is written" '"status":"publish"' web "http://$ADDRESS/?rest_route=/wp/v2/posts" \
  -H "X-WP-Nonce: $nonce" \
  --data-urlencode "title=Hello from $CONTAINER" \
  --data-urlencode "content=Six times seven is written here." \
  --data-urlencode "status=publish"

posts() {
  web "http://$ADDRESS/?rest_route=/wp/v2/posts"
}

expect "the post is on the site" "Hello from $CONTAINER" web "http://$ADDRESS/"
expect "and in its list of posts" "Six times seven" posts

inside sh -c 'echo "<?php echo 6 * 7;" > /data/wordpress/answer.php'
expect "PHP computes" "42" web "http://$ADDRESS/answer.php"
expect "the keys of the site are its own user's" "600 wwwrun" inside stat -c '%a %U' /data/wordpress/wp-keys.php
expect "they are not served" "[0]" web -o /dev/null -w '[%{size_download}]' "http://$ADDRESS/wp-keys.php"

replace_container
eventually 180 web --fail -o /dev/null "http://$ADDRESS/"
expect "the post is still on the site" "Hello from $CONTAINER" web "http://$ADDRESS/"
expect "the editor still logs in" "wp-admin" log_in "$password"
