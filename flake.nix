{
  description = "Turn a NixOS-style configuration.nix into a Docker container";

  # For the program as a package, an app and a check. What is made of somebody's NixOS is made with the nixpkgs of
  # that NixOS, so it is locked to none; to have one nixpkgs in all: `inputs.nix-docker.inputs.nixpkgs.follows`.
  inputs.nixpkgs.url = "nixpkgs";

  outputs =
    { self, nixpkgs }:
    let
      systems = [
        "aarch64-linux"
        "x86_64-linux"
      ];
      each =
        make:
        builtins.listToAttrs (
          map (name: {
            inherit name;
            value = make name;
          }) systems
        );
      package =
        pkgs:
        (import ./. {
          inherit pkgs;
          commit = self.shortRev or "";
        }).nix-docker;
      built = import ./nix/nixos/built.nix { inherit package; };
    in
    {
      packages = each (system: rec {
        nix-docker = package nixpkgs.legacyPackages.${system};
        default = nix-docker;
      });

      apps = each (system: rec {
        nix-docker = {
          type = "app";
          program = "${self.packages.${system}.nix-docker}/bin/nix-docker";
        };
        default = nix-docker;
      });

      overlays.default = final: _: { nix-docker = package final; };

      nixosModules.default = import ./nix/nixos/module.nix { inherit package; };

      # { name, nixos } or { name, nixpkgs, system, modules, specialArgs }: see nix/nixos/built.nix.
      lib = {
        dockerImage = arguments: (built arguments).image;
        hostMounted = arguments: (built arguments).package;
      };

      # The units of an image are checked when it is built.
      checks = each (system: {
        image =
          (built {
            inherit nixpkgs system;
            modules = [
              {
                systemd.services.hello = {
                  wantedBy = [ "multi-user.target" ];
                  script = "echo hello";
                };
              }
            ];
          }).spec;
      });

      templates.default = {
        path = ./template;
        description = "A web server in a container: nix-docker -b -t my-image .#web";
      };
    };
}
