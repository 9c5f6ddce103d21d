{
  services.cron = {
    enable = true;
    systemCronJobs = [ "* * * * * root date > /var/lib/cron-ran; echo printed by $(id -un)" ];
  };
  users.users.alice.isNormalUser = true;
  time.timeZone = "Asia/Kathmandu";
}
