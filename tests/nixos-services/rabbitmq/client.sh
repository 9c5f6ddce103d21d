# Its data go by the name of the machine.
options=(--hostname rabbit)
ctl() { timeout 60 $docker exec -u rabbitmq -e HOME=/var/lib/rabbitmq "$container" rabbitmqctl -q "$@"; }
first() { expect made eval 'ctl add_vhost kept && echo made'; }
again() { expect kept ctl list_vhosts; }
