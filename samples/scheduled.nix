# Work that is done at set times, without a cron daemon: one job every five
# seconds, and one every night.
#
#   nix-docker -b -t scheduled samples/scheduled.nix
#   docker run -d --name scheduled scheduled
#   docker logs -f scheduled
#   docker exec scheduled systemctl list-units
{ ... }:

{
  systemd.services.heartbeat = {
    description = "Count the beats";
    serviceConfig = {
      Type = "oneshot";
      StateDirectory = "heartbeat";
    };
    script = ''
      file=/var/lib/heartbeat/count
      count=0
      if [ -e "$file" ]; then count=$(cat "$file"); fi
      echo $((count + 1)) > "$file"
      echo "beat $((count + 1))"
    '';
  };

  systemd.timers.heartbeat = {
    wantedBy = [ "timers.target" ];
    timerConfig = {
      OnBootSec = "1s";
      OnUnitActiveSec = "5s";
      AccuracySec = "1s";
    };
  };

  # The short form, in the words of systemd.time(7).
  systemd.services.tidy = {
    description = "Tidy up";
    startAt = "*-*-* 03:30:00";
    script = "find /tmp -mindepth 1 -mtime +7 -delete";
  };
}
