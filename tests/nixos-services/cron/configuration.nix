{
  services.cron = {
    enable = true;
    systemCronJobs = [ "* * * * * root date > /var/lib/cron-ran" ];
  };
  time.timeZone = "Asia/Kathmandu";
}
