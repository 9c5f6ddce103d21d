# Runs all cases, many at a time; their scripts have these words.

# settle UNIT...: waits until none of them is on its way.
settle() {
  tries=0
  while systemctl show -P ActiveState -- "$@" | grep -q ing && [ $tries -lt 100 ]; do
    sleep 0.1
    tries=$((tries + 1))
  done
}

# state UNIT...: its states in one line.
state() {
  for unit in "$@"; do
    # shellcheck disable=SC2046 # what a unit has not is no word
    echo "$unit" $(systemctl show -P ActiveState "$unit") $(systemctl show -P SubState "$unit") \
      $(systemctl show -P Result "$unit")
  done
}

if [ "${1-}" = --case ]; then
  mkdir "/out/$2"
  chmod 1777 "/out/$2"
  cd "/out/$2" || exit 1
  . "/probe/cases/$2" > "/tmp/$2.said" 2>&1 < /dev/null
  mv "/tmp/$2.said" said
  exit
fi

# shellcheck disable=SC2011 # names of cases are plain
ls /probe/cases | xargs -P 12 -n 1 timeout 60 sh /probe/driver --case
: > /out/done
exec sleep 1000
