# What of an evaluated NixOS a container makes at each start, before its units: scripts, names, wrappers.
#
#   known        what a NixOS without the user's modules has, see ./known.nix
#   attrs, list, ofUser  what is taken of an option, see ./channels.nix
#   users        those that are taken
{
  lib,
  full,
  known,
  attrs,
  list,
  ofUser,
  users,
}:
let
  inherit (full) config;

  # What a machine's scripts do is done in the image already: /etc, users, /bin/sh, wrappers.
  activation = import ../container/activation.nix { inherit lib; } {
    scripts =
      (attrs {
        path = [
          "system"
          "activationScripts"
        ];
      }).value;
    absent = name: known."system.activationScripts" ? ${name};
  };

  # The lines of every NixOS about its own name are left out: Docker writes those.
  hosts = import ../container/hosts.nix { inherit lib; } {
    hosts =
      lib.mapAttrs (address: lib.subtractLists (known.hosts.${address} or [ ]))
        (attrs {
          path = [
            "networking"
            "hosts"
          ];
        }).value;
    text = config.networking.extraHosts;
    files = list [
      "networking"
      "hostFiles"
    ];
  };

  wrappers = import ../container/wrappers.nix {
    inherit lib;
    inherit (full) pkgs;
    wrappers =
      (attrs {
        path = [
          "security"
          "wrappers"
        ];
      }).value;
  };

  passwords = import ../container/passwords.nix { inherit lib users; };

  # Installers and images of containers give root an empty password, of which the user's files say nothing.
  named = lib.foldl' (names: definition: names // definition.value) { } (ofUser [
    "users"
    "users"
  ]);

  early = import ./early.nix { inherit (full) pkgs; };
in
{
  # Directories that come first in PATH.
  searchPath = lib.optional wrappers.any "/run/wrappers/bin";

  inherit
    (import ../container/passwords.nix {
      inherit lib;
      users = builtins.intersectAttrs named users;
    })
    warnings
    ;

  services =
    lib.optionalAttrs activation.any {
      nix-docker-activation = early {
        description = "system.activationScripts";
        script = activation.text;
      };
    }
    // lib.optionalAttrs (hosts != "") {
      nix-docker-hosts = early {
        description = "networking.hosts";
        before = [ "nix-docker-activation.service" ];
        script = hosts;
      };
    }
    // lib.optionalAttrs passwords.any {
      nix-docker-passwords = early {
        description = "users.users.NAME.hashedPasswordFile";
        before = [ "nix-docker-activation.service" ];
        inherit (passwords) script;
      };
    }
    // lib.optionalAttrs wrappers.any {
      nix-docker-wrappers = early {
        description = "security.wrappers";
        before = [ "nix-docker-activation.service" ];
        inherit (wrappers) script;
      };
    };
}
