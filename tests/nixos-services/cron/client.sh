note='a job of systemCronJobs, in the time zone of the configuration'
first() {
  sleep 30
  expect +0545 inside date -r /var/lib/cron-ran +%z
}
again() { expect +0545 inside date -r /var/lib/cron-ran +%z; }
