# What the container takes of an evaluated NixOS, as the values that the modules which make the image read.
#
#   full   NixOS with the user's modules
#   known  what a NixOS without them has, see ./known.nix
{
  lib,
  full,
  known,
  nixpkgs,
}:
let
  inherit (full) config options;

  channels = import ./channels.nix {
    inherit
      lib
      full
      known
      nixpkgs
      ;
  };
  inherit (channels)
    attrs
    list
    lines
    isChosen
    brought
    ofContainer
    ofUser
    isSaid
    isUsers
    isMachines
    hasMachinesSshd
    definitions
    ;

  # What the user's files say of units.
  own = import ../container/places.nix {
    inherit lib;
    definitions = path: lib.filter (definition: isUsers definition.file) (definitions path);
  };

  units = import ./units.nix {
    inherit
      lib
      full
      known
      attrs
      list
      isChosen
      ofUser
      definitions
      ;
  };

  etc =
    (attrs {
      path = [
        "environment"
        "etc"
      ];
      # These belong to the SSH client, which has no switch of its own.
      keeps =
        name:
        (name == "ssh/ssh_config" || name == "ssh/ssh_known_hosts")
        && (isSaid (options.programs.ssh or { }) || isSaid (options.services.openssh.knownHosts or { }));
    }).value;
  pam = import ./pam.nix { inherit lib options isUsers; };

  # Session variables are among the others by a definition of NixOS' own.
  variables =
    let
      path = [
        "environment"
        "variables"
      ];
      named =
        brought path
        // brought [
          "environment"
          "sessionVariables"
        ];
      taken = attrs {
        inherit path;
        keeps = name: named ? ${name} || locale.isOwn name;
      };
      inherit (import ../container/variables.nix { inherit lib; }) toText;
    in
    import ./variables.nix {
      inherit lib;
      inherit (starting) searchPath;
      ofUsers = lib.any (lib.hasPrefix "profiles/per-user/") (lib.attrNames etc);
      variables = lib.mapAttrs (_: toText) (taken.value // locale.archive);
    };

  locale = import ./locale.nix {
    inherit lib config;
    said = setting;
  };

  shells = import ./shells.nix {
    inherit
      lib
      config
      lines
      brought
      ;
  };

  # systemd's own variables for all services, which name the locales and time zones of a machine.
  globalEnvironment = attrs {
    path = [
      "systemd"
      "globalEnvironment"
    ];
    keeps = locale.isGlobal;
  };

  accounts = import ./accounts.nix {
    inherit lib full attrs;
    busUser = if units.bus.needed then units.bus.user else null;
  };

  # What is made at each start, before all units.
  starting = import ./starting.nix {
    inherit
      lib
      full
      known
      attrs
      list
      ofUser
      ;
    inherit (accounts) users;
  };

  setting =
    path:
    lib.hasAttrByPath (path ++ [ "files" ]) options
    && lib.any isUsers (lib.getAttrFromPath path options).files;

  needs = import ./needs.nix {
    inherit lib config setting;
    inherit (units) matches names isStub;
    gone = import ./gone.nix {
      inherit
        lib
        config
        options
        setting
        isMachines
        ;
    };
  };

  # A unit is called as its service's options are, as a rule.
  samePort = import ../container/same-port.nix { inherit lib; } (
    import ./claims.nix {
      inherit lib config options;
      services = lib.attrNames units.taken.services;
    }
  );
in
{
  # Of these a NixOS without the user's modules has many, none of which fails.
  assertions = ofContainer [ "assertions" ];
  # Needs all units.
  assertionsOfUnits = needs.assertions;

  accounts = accounts.asserted;

  config = {
    systemd = {
      inherit (config.systemd) package;
      defaultUnit = config.systemd.defaultUnit or "multi-user.target";
      globalEnvironment = globalEnvironment.value;
      packages = list [
        "systemd"
        "packages"
      ];
      services = units.taken.services // starting.services;
      inherit (units) mounts;
      inherit (units.taken)
        targets
        timers
        sockets
        paths
        ;
      tmpfiles = {
        rules = list [
          "systemd"
          "tmpfiles"
          "rules"
        ];
        settings =
          (attrs {
            path = [
              "systemd"
              "tmpfiles"
              "settings"
            ];
          }).value;
      };
    };
    environment = {
      etc = etc // builtins.intersectAttrs etc pam // lib.optionalAttrs units.bus.needed units.bus.etc;
      variables = variables.plain;
      systemPackages = list [
        "environment"
        "systemPackages"
      ];
    };
    users = { inherit (accounts) users groups; };
    inherit (config) ids;
    time = { inherit (config.time) timeZone; };
    warnings = list [ "warnings" ] ++ starting.warnings ++ samePort;
    system.build = { inherit (config.system.build) buildScripts; };
    docker =
      removeAttrs config.docker (
        [
          "image"
          "internal"
          "minimal"
        ]
        # Its default is what is essential here.
        ++ lib.optional (!(lib.any isUsers options.docker.essential.files)) "essential"
      )
      // {
        internal = {
          inherit (config.docker.internal) tmpfilesRules joined;
          inherit (units) leftOut ownServices;
          inherit (own) placeOf;
          ownUnits = lib.unique own.names;
          notes = units.notes ++ needs.notes;
          etc = variables.etc // shells.etc;
          inherit (starting) searchPath;
          exposedPorts = lib.unique (
            config.docker.internal.exposedPorts
            ++ lib.subtractLists (lib.optionals hasMachinesSshd config.services.openssh.ports) config.networking.firewall.allowedTCPPorts
            ++ map (port: "${toString port}/udp") config.networking.firewall.allowedUDPPorts
          );
          essentialUnits = map (name: "${name}.service") units.essential;
        };
      };
  };
}
