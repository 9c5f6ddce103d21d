{
  services.cron.systemCronJobs = [
    "# fine are these:"
    "PATH=/bin"
    "0 8-18/2,20 1,15 jan-mar mon-fri nobody true"
    "08 09 * * 7 root true"
    "@daily root true"
    "0 2 * * *	nobody	true"
    # and these are not:
    "61 * * * * nobody true"
    "0 2 * 13 * nobody true"
    "0 2 * * funday nobody true"
    "0 2 * * nobody true"
    "0 2 * * * nobdy true"
    "0 2 * * * /bin/true -v"
    "@never root true"
  ];
}
