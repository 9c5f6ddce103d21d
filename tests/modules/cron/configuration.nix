{
  services.cron = {
    mailto = "me@example.org";
    systemCronJobs = [ "*/5 * * * * nobody true" ];
  };
}
