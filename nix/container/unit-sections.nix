# The configuration's units as sections with their directives, in the form of units.json.
#
#   config  the whole configuration
#   → a function from a condition on units to those that meet it, by their names with suffix; masked ones are null
{ config, lib }:
let
  inherit (config) systemd;

  # See ownRules in ./units.nix.
  inherit (import ./variables.nix { inherit lib; }) systemctlPath;

  # A variable in unit-file syntax: blanks and quotes need quoting. As in NixOS specifiers are resolved, and a
  # path is copied into the store.
  assignment =
    name: value:
    let
      text = "${name}=${if builtins.isPath value then value else toString value}";
    in
    if builtins.match "[^ \t\n\"'\\\\]*" text != null then text else builtins.toJSON text;

  # NixOS puts systemd itself on every service's PATH. It is not in a container.
  withoutSystemd =
    path:
    if !(systemd ? package) then
      path
    else
      let
        package = builtins.unsafeDiscardStringContext "${systemd.package}";
        context = removeAttrs (builtins.getContext path) [
          (builtins.unsafeDiscardStringContext systemd.package.drvPath)
        ];
        kept = lib.filter (part: !lib.hasPrefix package part) (
          lib.splitString ":" (builtins.unsafeDiscardStringContext path)
        );
      in
      builtins.appendContext (lib.concatStringsSep ":" kept) context;

  # nixpkgs' programs know by path what they call; Debian's look for it where all programs are.
  debianPath =
    if systemd ? package && config.docker.internal.packageSet == "debian" then
      ":/usr/sbin:/usr/bin"
    else
      "";

  serviceEnvironment =
    service:
    let
      given = lib.filterAttrs (_: value: value != null) (
        (systemd.globalEnvironment or { }) // service.environment
      );
      path = lib.optionalAttrs (given ? PATH) {
        PATH = "${withoutSystemd (toString given.PATH)}:${systemctlPath}${debianPath}";
      };
    in
    lib.mapAttrsToList assignment (given // path);

  install =
    unit:
    lib.filterAttrs (_: names: names != [ ]) {
      WantedBy = unit.wantedBy or [ ];
      RequiredBy = unit.requiredBy or [ ];
      UpheldBy = unit.upheldBy or [ ];
      Alias = unit.aliases or [ ];
    };

  # As NixOS writes values: a path is where it is, and not copied into the store.
  plain =
    value:
    if builtins.isPath value then
      toString value
    else if builtins.isList value then
      map plain value
    else
      value;

  section = attrs: lib.mapAttrs (_: plain) (lib.filterAttrs (_: value: value != null) attrs);

  # One kind of unit: `systemd.timers` → "x.timer" with its [Timer] section. One that is not enabled is
  # masked, whoever else declares it.
  units =
    kind: toSections: attrs:
    lib.mapAttrs' (
      name: unit:
      lib.nameValuePair "${name}.${kind}" (
        if unit.enable or true then
          {
            Unit = section unit.unitConfig;
          }
          // toSections name unit
          // lib.optionalAttrs (install unit != { }) { Install = install unit; }
        else
          null
      )
    ) attrs;

  dynamicUser = import ./dynamic-user.nix { inherit lib; };

  serviceSections =
    name: service:
    let
      environment = serviceEnvironment service;
      inherit (service) serviceConfig;
      declared = lib.filter (line: line != null) (lib.toList (serviceConfig.Environment or [ ]));
    in
    {
      Service = section (
        serviceConfig
        // lib.optionalAttrs (environment ++ declared != [ ]) { Environment = environment ++ declared; }
        // lib.optionalAttrs (dynamicUser.is service) {
          User = dynamicUser.name name service;
          Group = dynamicUser.group name service;
        }
      );
    };

  socketSections =
    _: socket:
    let
      listed = config: names: lib.toList (config.${names} or [ ]);
      streams = listed socket.socketConfig "ListenStream" ++ socket.listenStreams;
      datagrams = listed socket.socketConfig "ListenDatagram" ++ socket.listenDatagrams or [ ];
    in
    {
      Socket = section (
        socket.socketConfig
        // lib.optionalAttrs (streams != [ ]) { ListenStream = streams; }
        // lib.optionalAttrs (datagrams != [ ]) { ListenDatagram = datagrams; }
      );
    };

  pathName = import ./path-name.nix { inherit lib; };

  # Without a nixpkgs `systemd.mounts` have no effect, and are no units.
  mounts = lib.listToAttrs (
    map (mount: lib.nameValuePair (pathName mount.where) mount) (
      lib.filter (mount: mount ? mountConfig && mount ? unitConfig) (systemd.mounts or [ ])
    )
  );
in
which:
let
  some = lib.filterAttrs (_: which);
in
units "service" serviceSections (some systemd.services)
// units "target" (_: _: { }) (some systemd.targets)
// units "timer" (_: timer: { Timer = section timer.timerConfig; }) (some systemd.timers)
// units "socket" socketSections (some systemd.sockets)
// units "path" (_: path: { Path = section path.pathConfig; }) (some systemd.paths)
// units "mount" (_: mount: { Mount = section mount.mountConfig; }) (some mounts)
