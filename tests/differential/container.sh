#!/bin/sh
# A container without Docker, with systemd or nix-docker's init as PID 1:
#
#   container.sh ROOT OUT INPUT COMMAND...
#
# ROOT is left as it is (an overlay takes what is written), OUT is /out inside, and INPUT is laid over
# the root. It ends when /out/done is there, or after LIMIT seconds. It has its own cgroup, because systemd takes
# the whole tree that it sees; with cgroup v1 the empty second hierarchy will do.
set -eu
LIMIT=400

inside() {
  root=$1 out=$2 input=$3 place=$4
  shift 4
  mount -t tmpfs tmpfs "$place"
  mkdir "$place/upper" "$place/work" "$place/root"
  mount -t overlay -o "lowerdir=$input:$root,upperdir=$place/upper,workdir=$place/work" overlay "$place/root"
  cd "$place/root"
  mkdir -p proc sys dev run tmp out old
  mount -t proc proc proc
  mount --bind proc/sys proc/sys
  mount -o remount,bind,ro proc/sys
  mount -t sysfs -o ro sysfs sys
  mount -t cgroup2 cgroup2 sys/fs/cgroup
  mount -t tmpfs -o mode=755 tmpfs dev
  for device in null zero full random urandom tty; do
    : > "dev/$device"
    mount --bind "/dev/$device" "dev/$device"
  done
  mkdir dev/pts dev/shm
  mount -t devpts -o newinstance,ptmxmode=666 devpts dev/pts
  mount -t tmpfs -o mode=1777 tmpfs dev/shm
  ln -s pts/ptmx dev/ptmx
  ln -s /proc/self/fd dev/fd
  ln -s fd/0 dev/stdin
  ln -s fd/1 dev/stdout
  ln -s fd/2 dev/stderr
  mount -t tmpfs -o mode=755 tmpfs run
  mount -t tmpfs -o mode=1777 tmpfs tmp
  mount --bind "$out" out
  ip link set lo up 2> /dev/null || true
  pivot_root . old
  umount -l old
  # As after a real boot; systemd makes credentials in a namespace of its own.
  mount --make-rshared /
  exec env -i container=other PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin "$@"
}

if [ "$1" = --inside ]; then
  shift
  inside "$@"
fi

root=$1 out=$2 input=$3
shift 3
place=$(mktemp -d)
mount --make-rprivate /
mount -t cgroup2 cgroup2 /mnt
group=/mnt/nix-docker-differential-$$
mkdir "$group"
# shellcheck disable=SC2016
sh -c 'echo $$ > "$1/cgroup.procs"; shift; exec "$@"' join "$group" \
  unshare --cgroup --mount --pid --fork --kill-child \
  sh "$0" --inside "$root" "$out" "$input" "$place" "$@" &
container=$!
waited=0
while [ ! -e "$out/done" ] && [ $waited -lt $((LIMIT * 10)) ] && kill -0 $container 2> /dev/null; do
  sleep 0.1
  waited=$((waited + 1))
done
kill -KILL $container 2> /dev/null || true
wait $container 2> /dev/null || true
sleep 0.2
find "$group" -depth -type d -exec rmdir {} + || true
rmdir "$place"
[ -e "$out/done" ]
