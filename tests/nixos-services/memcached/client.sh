ask() { printf 'set key 0 0 5\r\nvalue\r\nget key\r\nquit\r\n' | timeout 5 bash -c "exec 3<>/dev/tcp/$address/11211; cat >&3; cat <&3"; }
first() { expect "VALUE key 0 5" ask; }
