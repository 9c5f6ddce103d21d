# What a NixOS that is to be a container is told.
{ nixpkgs }:
{
  config,
  lib,
  options,
  pkgs,
  ...
}:

let
  ifThere = path: lib.optionalAttrs (lib.hasAttrByPath path options);

  pam = nixpkgs + "/nixos/modules/security/pam.nix";

  # In 2020 the type was another.
  servicesOf = if import ./says.nix "loaOf" pam then lib.types.loaOf else lib.types.attrsOf;
in
{
  _file = ./machine.nix;

  # Sessions are logind's, and its module would bring systemd into every image with PAM.
  options = lib.optionalAttrs (builtins.pathExists pam) {
    security.pam.services = lib.mkOption {
      type = servicesOf (lib.types.submodule { config.startSession = lib.mkForce false; });
    };
  };

  config = {
    # Data outlives containers, but it is for the configuration to say which release made it.
    # An installer's profile has a default of its own.
    system.stateVersion = lib.mkOverride 1400 config.system.nixos.release;

    # What is in every C library; another is made where it is named.
    i18n = ifThere [ "i18n" "defaultLocale" ] { defaultLocale = lib.mkDefault "C.UTF-8"; };

    # Scripts and crontabs name it, and would so bring all packages of a machine.
    system.path = lib.mkForce (
      pkgs.runCommand "system-path" { } ''
        mkdir $out
        for directory in bin sbin lib share; do ln -s /usr/$directory $out/$directory; done
      ''
      # What NixOS needs of the real one, an environment, for the packages of each user.
      // {
        ignoreCollisions = true;
        postBuild = "";
      }
    );

    # No kernel, no boot loader, no hardware; file systems and swap are Docker's.
    boot.isContainer = lib.mkForce true;

    # It would say that programs which are not of NixOS' making can't run, and costs the evaluation of two more
    # sets of packages.
    environment = ifThere [ "environment" "stub-ld" ] { stub-ld.enable = lib.mkOverride 900 false; };

    # Names come from files and DNS: no modules of others on every library path.
    system.nssModules = lib.mkForce [ ];

    services = {
      # Nor a daemon for names.
      nscd.enable = lib.mkForce false;

      # Where NixOS sees a container it would make this a socket with an instance for each connection.
      openssh.startWhenNeeded = lib.mkOverride 900 false;
    }
    // ifThere [ "services" "udev" "enable" ] { udev.enable = lib.mkForce false; };

    # Nobody is locked out of a container.
    users = ifThere [ "users" "allowNoPasswordLogin" ] { allowNoPasswordLogin = lib.mkDefault true; };

    # As services.udev: NixOS says it of a container as firmly as a machine's configuration may say the contrary.
    security = ifThere [ "security" "audit" ] { audit.enable = lib.mkForce false; };
  }
  # Nobody builds in a container, and each is a user to evaluate.
  // ifThere [ "nix" "nrBuildUsers" ] { nix.nrBuildUsers = lib.mkOverride 900 0; };
}
