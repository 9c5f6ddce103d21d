first() {
  expect logrotate.timer inside systemctl list-timers --all
  inside sh -c 'head -c 4000 /dev/zero > /var/lib/app/app.log'
  inside systemctl start logrotate.service
  again
}
again() { expect app.log.1 inside ls /var/lib/app; }
