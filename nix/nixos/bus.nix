# The message bus, which every NixOS has, for those containers that need it: where a unit has a name on it, where a
# module that the user switched on brings a policy or wants the bus, and where the user's own files do.
#
#   services        those that the container takes
#   list, isChosen  what is taken of an option, see ./channels.nix
{
  lib,
  full,
  services,
  included,
  list,
  isChosen,
}:
let
  inherit (full) config pkgs;
  cfg = config.services.dbus;

  packages = list [
    "services"
    "dbus"
    "packages"
  ];

  isOfBus =
    { serviceConfig, unitConfig, ... }:
    serviceConfig.Type or null == "dbus"
    || serviceConfig.BusName or null != null
    || lib.any (relation: lib.hasInfix "dbus." (toString (unitConfig.${relation} or ""))) [
      "BindsTo"
      "Requires"
      "Wants"
    ];
  wanted =
    isChosen [
      "services"
      "dbus"
      "enable"
    ]
    && cfg.enable
    || included "dbus.service"
    || lib.any (service: service.enable && isOfBus service) (lib.attrValues services);

  # The option has this name since 2023.
  package = cfg.dbusPackage or pkgs.dbus;

  bus = import ../container/dbus.nix { inherit lib; } { inherit package packages; };
  users = config.systemd.services.dbus or { };

  unit = {
    enable = true;
    wantedBy = [ ];
    requiredBy = [ ];
  };
in
{
  needed = config ? services.dbus && (wanted || packages != [ ]);

  # Who runs it.
  user = "messagebus";

  services.dbus =
    unit
    // bus.service
    // {
      environment.PATH = "/usr/bin";
      serviceConfig = bus.service.serviceConfig // users.serviceConfig or { };
      aliases = [ "dbus-broker.service" ];
    };
  sockets.dbus = unit // bus.socket;

  etc."dbus-1/system.conf" = import ./text-file.nix "dbus-1/system.conf" bus.configuration;
}
