# The image spec: image.json with the two files that it names, see "Results" in the design.
{
  config,
  lib,
  pkgs,
  ...
}:

let
  cfg = config.docker;
  inherit (cfg) internal;
  inherit (config.system.build) units rootfs;

  ports = import ./ports.nix { inherit lib; };
  variables = import ./variables.nix { inherit lib; };

  accounts = import ./accounts.nix { inherit config lib; };

  # In numbers: Kubernetes can't tell from a name that it is not root's.
  user =
    let
      parts = lib.splitString ":" cfg.user;
      number = kind: name: toString (accounts.numberOf kind name);
    in
    lib.concatStringsSep ":" (
      [ (number "user" (lib.head parts)) ] ++ map (number "group") (lib.tail parts)
    );

  # Docker wants sets, written as objects with empty values.
  toSet = names: lib.genAttrs (lib.unique names) (_: { });

  nanoseconds = seconds: seconds * 1000000000;

  environment = {
    PATH = variables.pathAfter internal.searchPath;
  }
  // config.environment.variables
  // lib.filterAttrs (_: value: value != null) cfg.env;

  imageConfig = {
    Env = lib.mapAttrsToList (name: value: "${name}=${variables.toText value}") environment;
    Entrypoint = [
      "${internal.program}/bin/nix-docker"
      "init"
      "${units}"
    ];
    StopSignal = "SIGTERM";
  }
  // lib.filterAttrs (_: value: value != { } && value != null) {
    ExposedPorts = toSet (ports.expand (cfg.ports ++ internal.exposedPorts));
    Volumes = toSet cfg.volumes;
    Labels = cfg.labels;
    User = if cfg.user == null then null else user;
    WorkingDir = cfg.workingDir;
  }
  // lib.optionalAttrs cfg.healthcheck.enable {
    Healthcheck = {
      Test = [
        "CMD"
        "${internal.program}/bin/nix-docker"
        "healthcheck"
        "follow"
        (toString cfg.healthcheck.interval)
        (toString cfg.healthcheck.startPeriod)
      ];
      # A check waits by itself, so the next may follow at once. In the start period Docker would count no
      # failure; it is there for the shorter interval that newer daemons have in it.
      Interval = nanoseconds 1;
      StartPeriod = nanoseconds 1;
      StartInterval = nanoseconds 1 / 4;
      Timeout = nanoseconds (
        lib.max cfg.healthcheck.interval cfg.healthcheck.startPeriod + cfg.healthcheck.timeout
      );
      Retries = cfg.healthcheck.retries;
    };
  };

  spec = {
    version = 1;
    inherit (internal) name base;
    architecture =
      {
        x86_64-linux = "amd64";
        aarch64-linux = "arm64";
        armv7l-linux = "arm";
        i686-linux = "386";
        riscv64-linux = "riscv64";
        powerpc64le-linux = "ppc64le";
      }
      .${system} or (throw "nix-docker has no name for the architecture of ${system} in Docker's terms");
    os = "linux";
    created = "1970-01-01T00:00:01Z";
    config = imageConfig;
    inherit (cfg) maxLayers;
    rootfs = "${rootfs}";
    units = "${units}";
    buildScripts = config.system.build.buildScripts;
  };

  system = pkgs.stdenv.hostPlatform.system or pkgs.system;

  # The name of this path changes with anything that the image holds; it is never built.
  keyed = pkgs.writeText "image-key" (builtins.toJSON spec);
  hash = builtins.substring 0 32 (builtins.unsafeDiscardStringContext (baseNameOf keyed.outPath));

  # The same code that will run the units looks at them while there is still someone to tell.
  checked = pkgs.runCommand "units-checked" { } ''
    ${internal.program}/bin/nix-docker check-units ${units} ${
      lib.escapeShellArgs (internal.zoneArguments ++ accounts.arguments)
    }
    touch $out
  '';

  described = spec // {
    inherit hash;
    inherit (internal) runOptions;
  };

  image =
    pkgs.runCommand "${lib.replaceStrings [ "/" ":" "@" ] [ "-" "-" "-" ] internal.name}-image-spec" { }
      ''
        test -e ${checked}
        mkdir $out
        cp ${pkgs.writeText "image.json" (builtins.toJSON described)} $out/image.json
        ln -s ${rootfs} $out/rootfs.json
        ln -s ${units} $out/units.json
      '';

  capabilities = import ./capabilities.nix;
  nearest = import ./nearest.nix { inherit lib; };

  asserted = import ./assertions.nix { inherit lib; } config.assertions;

  # Warnings come out on standard error, as `trace: warning: …`, and so do notes.
  saying = lines: value: lib.foldr builtins.trace value lines;
in
{
  options.docker.internal.spec = lib.mkOption {
    type = lib.types.raw;
    internal = true;
    description = "The content of image.json, but for the hash, as a value.";
  };

  config.docker.internal.spec = spec;

  config.docker.internal.runOptions =
    map (name: "--cap-add ${name}") cfg.capabilities
    # By default Docker waits ten seconds and then kills everything: it gets one second more than the units have.
    ++ lib.optional (cfg.stopTimeout > 9) "--stop-timeout ${toString (cfg.stopTimeout + 1)}";

  config.assertions = map (name: {
    assertion = lib.elem name capabilities;
    message = "docker.capabilities: there is no capability ${name}${nearest name capabilities}";
  }) cfg.capabilities;

  config.system.build.image = asserted (
    saying (
      lib.filter (note: internal.details || !(lib.hasPrefix "detail: " note)) internal.notes
      ++ map (warning: "warning: ${warning}") config.warnings
    ) image
  );
}
