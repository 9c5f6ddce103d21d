register() {
  exec 3<> "/dev/tcp/$address/6667" || return
  printf 'NICK alice\r\nUSER alice 0 * :Alice\r\n' >&3
  timeout 10 grep -m 1 ' 001 alice ' <&3
}
first() { expect 'Welcome' register; }
