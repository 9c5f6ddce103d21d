# The time zones that a configuration names, and their data: without it the time in them would be UTC.
{
  config,
  lib,
  pkgs,
  ...
}:

let
  inherit (config) systemd;
  debian = config.docker.internal.packageSet == "debian";

  own = config.time.timeZone or null;

  # "Mon..Fri 08:00 Europe/Berlin" → [ "Europe/Berlin" ]
  ofCalendar = text: lib.toList (builtins.match ".* ([A-Za-z][A-Za-z0-9/_+-]*)" (toString text));

  ofTimers = lib.concatMap (
    timer: lib.concatMap ofCalendar (lib.toList (timer.timerConfig.OnCalendar or [ ]))
  ) (lib.attrValues (systemd.timers or { }));

  ofServices = map (environment: environment.TZ or null) (
    [ (systemd.globalEnvironment or { }) ]
    ++ map (service: service.environment or { }) (lib.attrValues systemd.services)
  );

  named = lib.filter (zone: zone != null && lib.toLower (toString zone) != "utc") (
    [ own ] ++ lib.flatten ofTimers ++ ofServices
  );

  data = "${pkgs.tzdata}/share/zoneinfo";
in
{
  options.docker.internal.zoneArguments = lib.mkOption {
    type = lib.types.listOf lib.types.str;
    internal = true;
    description = "What the check of the units is told about time zones.";
  };

  config = {
    docker.internal.zoneArguments =
      lib.optional (named != [ ]) "--zones=${data}" ++ lib.optional (own != null) "--time-zone=${own}";

    # Each distribution's C library looks in a place of its own; NixOS' /etc/localtime leads to its own of them.
    docker.internal.joined = lib.mkIf (named != [ ] && debian) [ pkgs.tzdata ];
    docker.internal.etc = lib.mkIf (own != null || named != [ ] && !debian) {
      zoneinfo = {
        target = "zoneinfo";
        source = data;
        mode = "symlink";
      };
    };
  };
}
