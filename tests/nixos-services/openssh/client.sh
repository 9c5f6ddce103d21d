volume=/etc/ssh
prepare() {
  ssh-keygen -q -t ed25519 -N '' -C alice@example.org -f "$case/key"
}
login() {
  ssh -i "$case/key" -o BatchMode=yes -o ConnectTimeout=5 -o UserKnownHostsFile="$case/known" \
    -o HostKeyAlias=server -o StrictHostKeyChecking="$1" "alice@$address" id -un
}
first() {
  rm -f "$case/known"
  expect alice login accept-new
}
# The host keys are those that were made at the first start.
again() { expect alice login yes; }
