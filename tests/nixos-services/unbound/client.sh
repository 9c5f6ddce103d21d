# It mounts a device into its directory itself.
if [[ $release < 21 ]]; then
  options=(--cap-add SYS_ADMIN --security-opt apparmor=unconfined)
  note='with --cap-add SYS_ADMIN'
fi
first() { expect 192.0.2.9 inside dig +short +time=2 "@$address" www.example.org; }
