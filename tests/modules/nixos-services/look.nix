config:
let
  entry = path: builtins.filter (entry: entry.path == path) config.docker.internal.rootfs.entries;
in
{
  units = builtins.attrNames config.docker.internal.units.units;
  inherit (config.docker.internal.units) settings;
  tmpfiles = builtins.filter (
    rule: builtins.match "L.*" rule == null
  ) config.docker.internal.units.tmpfiles;
  accounts = map (file: (builtins.head (entry file)).text) [
    "/etc/passwd"
    "/etc/group"
  ];
  ports = builtins.attrNames config.docker.internal.spec.config.ExposedPorts;
  pam = entry "/etc/pam.d/sshd" != [ ];
  packages = map (package: package.name) config.environment.systemPackages;
  # systemd's package is on no PATH.
  path = builtins.filter (part: builtins.match "/nix/store/.*systemd.*" part != null) (
    builtins.filter builtins.isString (
      builtins.split ":" (
        builtins.head config.docker.internal.units.units."nginx.service".Service.Environment
      )
    )
  );
  # Nothing of a bare NixOS.
  bare =
    entry "/etc/os-release" == [ ]
    || config.docker.internal.spec.config.Env == [ ]
    || config.systemd.globalEnvironment != { };
}
