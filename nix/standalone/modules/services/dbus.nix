# The message bus, with the option names of NixOS. The policies and service files of packages that are part of the
# image are known to it without being named.
{
  config,
  lib,
  pkgs,
  ...
}:

let
  cfg = config.services.dbus;

  bus = import ../../../container/dbus.nix { inherit lib; } {
    package = cfg.dbusPackage;
    inherit (cfg) packages;
  };
in
{
  options.services.dbus = {
    enable = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = "Whether to have a message bus, which services of `Type=dbus` need. It starts when somebody connects to it.";
    };

    dbusPackage = lib.mkPackageOption pkgs "dbus" { };

    implementation = lib.mkOption {
      type = lib.types.enum [
        "dbus"
        "broker"
      ];
      default = "dbus";
      description = "Accepted without effect: dbus-daemon is the bus, as dbus-broker needs systemd.";
    };

    packages = lib.mkOption {
      type = lib.types.listOf lib.types.path;
      default = [ ];
      description = "Packages with policies below `share/dbus-1/system.d`, or service files below `share/dbus-1/system-services`.";
    };
  };

  config = lib.mkIf cfg.enable {
    environment.systemPackages = [ cfg.dbusPackage ];
    environment.etc."dbus-1/system.conf" = {
      text = bus.configuration;
      mode = "0644";
    };

    users = import ./account.nix { inherit config lib; } {
      name = "messagebus";
      description = "D-Bus system message bus daemon user";
    };

    systemd.services.dbus = {
      inherit (bus.service) unitConfig serviceConfig;
    };
    systemd.sockets.dbus = {
      inherit (bus.socket)
        unitConfig
        socketConfig
        listenStreams
        wantedBy
        ;
    };
  };
}
