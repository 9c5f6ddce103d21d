note="a job of systemCronJobs and one of a user's own, in the time zone of the configuration"
# What a user gives to crontab is in the container alone.
give() { $docker exec -u alice "$container" sh -c 'echo "* * * * * touch /tmp/by-alice" | crontab - && crontab -l'; }
first() {
  expect by-alice give
  sleep 30
  expect +0545 inside date -r /var/lib/cron-ran +%z
  expect "printed by root" $docker logs "$container"
  expect alice inside stat -c %U /tmp/by-alice
}
again() { expect +0545 inside date -r /var/lib/cron-ran +%z; }
