prepare() { ssh-keygen -q -t ed25519 -N '' -C admin -f "$case/key"; }
ask() {
  ssh -i "$case/key" -o BatchMode=yes -o ConnectTimeout=5 -o UserKnownHostsFile=/dev/null \
    -o StrictHostKeyChecking=no "gitolite@$address" "$@"
}
first() { expect gitolite-admin ask info; }
