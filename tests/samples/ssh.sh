# Logging in to a container; sourced by the checks of samples with an sshd.

ssh-keygen -q -t ed25519 -N "" -f "$scratch/key"

# Lets the holder of $scratch/key in, as a user would who has the container.
admit_key() {
  inside mkdir -p -m 0700 /root/.ssh
  inside sh -c 'cat > /root/.ssh/authorized_keys && chmod 0600 /root/.ssh/authorized_keys' < "$scratch/key.pub"
}

ssh_options=(-F /dev/null -o UserKnownHostsFile="$scratch/known_hosts" -o GlobalKnownHostsFile=/dev/null
  -o StrictHostKeyChecking=accept-new -o ConnectTimeout=10 -o IdentitiesOnly=yes -o BatchMode=yes)

login() {
  ssh "${ssh_options[@]}" -i "$scratch/key" "root@$ADDRESS" "$@"
}

anonymous() {
  ssh "${ssh_options[@]}" -o IdentityFile=none "root@$ADDRESS" "$@"
}
