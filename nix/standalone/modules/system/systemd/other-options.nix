# The options of timers, sockets, paths and targets beyond those of every unit.
{ lib }:

let
  inherit (lib) mkOption types;
  unit = import ./unit-options.nix { inherit lib; };

  addresses =
    directive:
    mkOption {
      type = types.listOf types.str;
      default = [ ];
      example = [
        "0.0.0.0:993"
        "/run/shop.sock"
      ];
      description = "Addresses for ${directive}= of the `[Socket]` section.";
    };
in
{
  target = { };

  timer.timerConfig = unit.section { OnCalendar = "Sun 14:00:00"; } ''
    Directives of the unit's `[Timer]` section, see systemd.timer(5).
  '';

  socket = {
    listenStreams = addresses "ListenStream";
    listenDatagrams = addresses "ListenDatagram";
    socketConfig = unit.section { ListenStream = "/run/shop.sock"; } ''
      Directives of the unit's `[Socket]` section, see systemd.socket(5).
    '';
  };

  path.pathConfig = unit.section { PathExists = "/data/inbox"; } ''
    Directives of the unit's `[Path]` section, see systemd.path(5).
  '';
}
