prepare() { ssh-keygen -q -t ed25519 -N '' -C admin -f "$case/key"; }
ask() {
  ssh -i "$case/key" -o BatchMode=yes -o ConnectTimeout=5 -o UserKnownHostsFile=/dev/null \
    -o StrictHostKeyChecking=no "gitolite@$address" "$@"
}
first() {
  # Before it knows the key, sshd would refuse whoever asks again and again.
  expect active inside systemctl is-active gitolite-init
  expect gitolite-admin ask info
}
