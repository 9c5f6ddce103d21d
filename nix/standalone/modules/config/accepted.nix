# What a configuration that comes from a NixOS machine may say about things that a container does not have: boot
# loader, hardware, file systems, desktop, Nix itself, … . It is taken without effect. What is switched on in vain is
# said, in one line.
{
  config,
  lib,
  options,
  ...
}:

let
  inherit (lib) mkOption types;

  # Options of NixOS that are about a machine, or about who sits at it: by what is said of them. A name is there once,
  # and not if a module of ours declares it.
  names = lib.importJSON ./machine-names.json;

  inherit (import ./accepting.nix { inherit lib; })
    anything
    module
    open
    said
    value
    ;

  modulesOf =
    reasons:
    lib.listToAttrs (
      lib.concatMap (
        why:
        let
          value = module why;
        in
        map (name: { inherit name value; }) reasons.${why}
      ) (lib.attrNames reasons)
    );

  # A namespace of its own, whose other names are accepted as well.
  namespace =
    space: why: more:
    mkOption {
      type = open (modulesOf names.${space} // more);
      default = { };
      description = said why;
    };

  flags = why: lib.flip lib.genAttrs (_: value false why);

  # Whether anybody says something of an option, or of what it holds. First by the names in the definitions: to look at
  # an option costs more.
  isSaid =
    path:
    let
      isMentioned =
        names: path:
        names == true
        || path != [ ] && names ? ${lib.head path} && isMentioned names.${lib.head path} (lib.tail path);
      look =
        found: path:
        if lib.isOption found then
          found.isDefined && found.highestPrio < (lib.mkOptionDefault null).priority
        else
          path != [ ] && found ? ${lib.head path} && look found.${lib.head path} (lib.tail path);
    in
    isMentioned config.docker.internal.mentioned path && look options path;

  # What is switched on and has no effect, with what the program says about it.
  switchedOn =
    lib.concatMap
      (
        space:
        let
          mentioned = config.docker.internal.mentioned.${space} or { };
        in
        lib.concatMap (
          why:
          let
            isOn =
              name:
              isSaid [
                space
                name
              ]
              && config.${space}.${name}.enable == true;
            # Those of a namespace that is an option are in its value.
            on = lib.filter isOn (
              if mentioned == true then
                names.${space}.${why}
              else
                lib.intersectLists names.${space}.${why} (lib.attrNames mentioned)
            );
          in
          lib.optional (on != [ ]) "${lib.concatMapStringsSep ", " (name: "${space}.${name}") on} (${why})"
        ) (lib.attrNames names.${space})
      )
      [
        "networking"
        "services"
        "virtualisation"
      ];
in
{
  options = {
    docker.internal.mentioned = mkOption {
      type = types.raw;
      internal = true;
      description = "The options that have definitions: a tree of names, with `true` for an option.";
    };
  }
  // lib.genAttrs names.images (_: anything "it is about the image of a machine")
  // {
    boot = mkOption {
      default = { };
      description = said "a container is not booted";
      type = open {
        isContainer = mkOption {
          type = types.bool;
          default = true;
          description = "Whether the configuration is a container's.";
        };
      };
    };

    console = anything "a container has no console";
    fileSystems = anything "a container's mounts are `docker run -v`'s";
    fonts = anything "a container has no display";
    gtk = anything "a container has no display";
    appstream = module "a container has no desktop";
    image = anything "the image is Docker's";
    lib = anything "it is for the configuration's other modules";
    location = anything "a container is where its host is";
    nix = anything "there is no Nix in the container";
    power = anything "the hardware is the host's";
    powerManagement = anything "the hardware is the host's";
    qt = anything "a container has no display";
    sound = module "a container has no sound";
    specialisation = anything "an image has one configuration";
    xdg = anything "a container has no desktop";
    zramSwap = module "memory is the host's";
    meta = anything "it is about the module, not the machine";
    swapDevices = value [ ] "memory is the host's";

    documentation = module "images have no documentation";
    i18n = {
      inputMethod = module "a container has no keyboard";
      defaultCharset = value null "characters are UTF-8";
      localeCharsets = anything "characters are UTF-8";
    };
    nixpkgs.flake = anything "there is no Nix in the container";
    users = flags "nobody logs in at a container" [
      "allowNoPasswordLogin"
      "manageLingering"
    ];

    hardware = namespace "hardware" "the hardware is the host's" (
      flags "the hardware is the host's" [
        "enableAllFirmware"
        "enableAllHardware"
        "enableRedistributableFirmware"
      ]
    );
    virtualisation = namespace "virtualisation" "a container has no virtual machines" { };

    services = modulesOf names.services;
    programs = modulesOf names.programs;
    networking = modulesOf names.networking;

    system =
      modulesOf names.system
      // flags "a container is replaced by a new one" [
        "copySystemConfiguration"
        "disableInstallerTools"
        "includeBuildDependencies"
      ]
      // lib.genAttrs [
        "checks"
        "extraDependencies"
        "extraSystemBuilderCmds"
        "forbiddenDependenciesRegexes"
        "fsPackages"
        "nssDatabases"
        "preSwitchChecks"
        "replaceDependencies"
        "replaceRuntimeDependencies"
        "requiredKernelConfig"
        "userActivationScripts"
      ] (_: value [ ] "it is about building a machine's system");

    environment =
      modulesOf names.environment
      // flags "programs are those of the packages" [
        "checkConfigurationOptions"
        "enableDebugInfo"
        "noXlibs"
      ]
      // lib.genAttrs [
        "binsh"
        "corePackages"
        "debuginfodServers"
        "extraSetup"
        "freetds"
        "ldso"
        "ldso32"
        "memoryAllocator"
        "profileRelativeEnvVars"
        "profileRelativeSessionVariables"
        "unixODBCDrivers"
        "usrbinenv"
        "wvdial"
      ] (_: value null "programs find what they need in the image");
  };

  config.docker.internal.notes = import ../../../container/effectless.nix { inherit lib; } {
    inherit config;
    setting = isSaid;
    further = switchedOn;
  };
}
