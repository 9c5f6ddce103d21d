{
  services.cron = {
    enable = true;
    systemCronJobs = [ "* * * * * root date > /var/lib/cron-ran" ];
  };
  users.users.alice.isNormalUser = true;
  time.timeZone = "Asia/Kathmandu";
}
