note='without a password over ssh and in docker exec; who is not in the group is refused'
prepare() {
  ssh-keygen -q -t ed25519 -N '' -C alice@example.org -f "$case/key"
}
over_ssh() {
  ssh -i "$case/key" -o BatchMode=yes -o ConnectTimeout=5 -o UserKnownHostsFile=/dev/null \
    -o StrictHostKeyChecking=no "alice@$address" sudo -n "$@"
}
as() { timeout 30 $docker exec -u "$1" "$container" sudo -n "${@:2}"; }
first() {
  expect 'uid=0(root)' over_ssh id
  expect 'uid=0(root)' as alice id
  expect '(bob)' as alice -u bob id
  expect 'a password is required' as bob id
}
