note='pages, and with 26.05 a clone over http'
commit() {
  inside sh -ec 'export HOME=/tmp
    git config --global --add safe.directory "*"
    git init -q --bare /var/lib/git/shop.git
    git init -q /tmp/work
    cd /tmp/work
    git -c user.name=a -c user.email=a@example.org commit -q --allow-empty -m "the first goods"
    git push -q /var/lib/git/shop.git HEAD:refs/heads/master
    chown -R --reference=/var/lib/git /var/lib/git/shop.git
    echo pushed'
}
clone() {
  rm -rf "$case/clone"
  git clone -q "http://$address/shop.git" "$case/clone" && git -C "$case/clone" log --format=%s
}
first() {
  expect pushed commit
  again
}
again() {
  expect 'kept by cgit' curl -sm 10 "http://$address/"
  expect 'the first goods' curl -sm 10 "http://$address/shop.git/log/"
  [[ $release < 23 ]] || expect 'the first goods' clone
}
