#!/usr/bin/env bash
# samples/ssh-config.nix: who has a key gets in, and nobody else.
source "$(dirname "$0")/container.sh"
source "$(dirname "$0")/ssh.sh"

keys() {
  ssh-keyscan -T 5 -t ed25519 "$ADDRESS" 2> /dev/null | cut -d ' ' -f 2- | grep .
}

eventually 60 keys
keys > "$scratch/before"

expect "without a key a login is refused" "Permission denied (publickey)" anonymous true
expect "with a key that nobody admitted too" "Permission denied (publickey)" login true
admit_key
expect "with an admitted key a login succeeds" "uid=0(root)" login id
expect "the session has a shell's environment" "/root" login 'echo $HOME'
say "files are copied"
sftp -q "${ssh_options[@]}" -i "$scratch/key" "root@$ADDRESS:/etc/passwd" "$scratch/passwd" > /dev/null
grep -q '^root:x:0:0' "$scratch/passwd" || fail "sftp did not copy the file"
expect "the keys of the configuration are in place" "ssh-ed25519" inside cat /etc/ssh/authorized_keys.d/root
expect "the server's key is root's alone" "600 root" inside stat -c '%a %U' /data/ssh_host_ed25519_key
expect "the login is in the container's log" "Accepted publickey for root" docker logs "$CONTAINER"

replace_container
eventually 60 keys
say "the server is known again"
keys | cmp - "$scratch/before" || fail "the container has another host key now"
