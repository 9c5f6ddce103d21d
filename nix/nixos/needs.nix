# What a configuration asks of a container that Docker gives only when it is told to, or not at all.
#
#   names    of the units that the container takes
#   isStub   whether a service, by its name, is there only in settings of the user's
#   setting  whether the user's own files set an option, by its path
#   gone     further things without effect, see ./gone.nix
{
  lib,
  config,
  matches,
  names,
  isStub,
  setting,
  gone,
}:
let
  device = "it makes a network device, for which the container needs `docker run --cap-add NET_ADMIN --device /dev/net/tun`";
  network = "it changes the network, for which the container needs `docker run --cap-add NET_ADMIN`";
  disks = "it looks at a machine's disks, which a container has only with `docker run --privileged` or `--device`";
  containers = "it runs containers or machines of its own, which needs `docker run --privileged`; a container beside this one needs nothing";

  # Without it these end at once.
  indispensable = {
    SYS_TIME = {
      says = "it sets the machine's clock, and ends where it can't";
      remedy = "or leave it out: a container has its machine's time";
      units = [
        "chronyd.*"
        "ntpd.*"
      ];
    };
  };

  lacking = lib.concatLists (
    lib.mapAttrsToList (
      capability: entry:
      map (name: {
        assertion = lib.elem capability config.docker.capabilities;
        message =
          "${name}: ${entry.says}: give the container the right with docker.capabilities = [ \"${capability}\" ]; "
          + "(docker run --cap-add ${capability}), ${entry.remedy}";
      }) (lib.filter (name: matches entry.units name && !allowsUnsupported && !(keepsTime name)) services)
    ) indispensable
  );

  # `chronyd -x` leaves the clock alone.
  keepsTime =
    name:
    let
      service = config.systemd.services.${lib.removeSuffix ".service" name};
      words = lib.splitString " " (toString (service.serviceConfig.ExecStart or ""));
    in
    lib.elem "-x" words;

  allowsUnsupported = config.docker.allowUnsupported || config.docker.internal.allowUnsupported;

  table = [
    {
      says = "it sets the machine's clock, for which the container needs `docker run --cap-add SYS_TIME`; a container has its machine's time without it";
      units = [
        "openntpd.*"
      ]
      ++ lib.optionals allowsUnsupported indispensable.SYS_TIME.units;
    }
    {
      says = device;
      units = [
        "cjdns.*"
        "fastd*"
        "mullvad-daemon.*"
        "n2n*"
        "nebula@*"
        "netbird*"
        "ocserv.*"
        "openconnect-*"
        "openvpn-*"
        "softether*"
        "strongswan*"
        "tailscaled.*"
        "tinc.*"
        "xl2tpd.*"
        "yggdrasil.*"
        "zerotierone.*"
      ];
    }
    {
      says = "${device}; the machine's kernel has to have WireGuard";
      units = [
        "wg-quick-*"
        "wireguard-*"
      ];
    }
    {
      says = "${network}; there is no journal for its backend systemd to read, so name log files";
      units = [ "fail2ban.*" ];
    }
    {
      says = network;
      units = [
        "bird*"
        "crowdsec-firewall-bouncer*"
        "frr.*"
        "hostapd.*"
        "keepalived.*"
        "miniupnpd.*"
        "sshguard.*"
      ];
    }
    {
      says = disks;
      units = [
        "hddtemp.*"
        "mdmonitor.*"
        "prometheus-smartctl-exporter.*"
        "smartd.*"
        "snapper*"
      ];
    }
    {
      says = "it is the kernel's NFS server, which needs `docker run --privileged`";
      units = [ "nfs-server.*" ];
    }
    {
      says = "what containers.NAME.config says is a configuration of its own: put it into NAME.nix, and `nix-docker -b -t NAME NAME.nix`; as it is, it needs `docker run --privileged`";
      units = [ "container@*" ];
    }
    {
      says = containers;
      units = [
        "containerd.*"
        "docker.*"
        "docker-*"
        "incus.*"
        "libvirtd.*"
        "lxd.*"
        "podman.*"
        "podman-*"
        "virtqemud.*"
      ];
    }
  ];

  # One is our own: docker.bootScript.
  services = lib.filter (name: lib.hasSuffix ".service" name && name != "docker-boot.service") names;

  ofUnits = lib.concatMap (
    entry:
    let
      found = lib.filter (
        name: matches entry.units name && !(isStub (lib.removeSuffix ".service" name))
      ) services;
    in
    lib.optional (found != [ ]) "note: ${lib.concatStringsSep ", " found}: ${entry.says}"
  ) table;
in
{
  assertions = lacking;
  notes =
    ofUnits
    ++ import ../container/effectless.nix { inherit lib; } {
      inherit config setting;
      further = gone;
    };
}
