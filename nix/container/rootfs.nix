# rootfs.json: what the image's root directory holds besides the store.
{
  config,
  lib,
  pkgs,
  ...
}:

let
  cfg = config.docker;
  inherit (cfg) internal;
  accounts = import ./accounts.nix { inherit config lib; };

  directory = mode: {
    type = "dir";
    inherit mode;
    uid = 0;
    gid = 0;
  };

  link = target: {
    type = "symlink";
    mode = "0777";
    uid = 0;
    gid = 0;
    inherit target;
  };

  text = mode: content: {
    type = "file";
    inherit mode;
    uid = 0;
    gid = 0;
    text = content;
  };

  # /usr: in Debian's case the packages that the image's closure holds, joined by a derivation;
  # with nixpkgs an environment of the system packages.
  system = import ./system-path.nix {
    inherit
      config
      lib
      pkgs
      etc
      ;
    inherit (accounts) passwd;
  };

  skeleton =
    lib.genAttrs [
      "/dev"
      "/etc"
      "/home"
      "/var"
    ] (_: directory "0755")
    // {
      "/proc" = directory "0555";
      "/sys" = directory "0555";
      "/root" = directory "0700";
      "/tmp" = directory "1777";
      "/var/tmp" = directory "1777";
      "/var/empty" = directory "0555";
      "/var/run" = link "/run";
      "/var/lock" = link "/run/lock";
      "/etc/mtab" = link "/proc/mounts";
      "/etc/passwd" = text "0644" accounts.passwd;
      "/etc/group" = text "0644" accounts.group;
      "/etc/shadow" = text "0640" accounts.shadow // {
        gid = accounts.gids.ids.shadow or 0;
      };
      "/etc/nsswitch.conf" = text "0644" ''
        passwd: files
        group: files
        shadow: files
        hosts: files dns
        networks: files
        ethers: files
        services: files
        protocols: files
        rpc: files
      '';
      "/etc/os-release" = text "0644" ''
        NAME="nix-docker"
        ID=nix-docker
        PRETTY_NAME="nix-docker container (${
          {
            debian = "Debian packages";
            nixpkgs = "Nix packages";
          }
          .${internal.packageSet}
        })"
      '';
    };

  # A user whose home is one of these gets none made.
  shared = [
    "/"
    "/dev"
    "/etc"
    "/home"
    "/nix"
    "/proc"
    "/run"
    "/sys"
    "/tmp"
    "/usr"
    "/var"
    "/var/empty"
    "/var/lib"
  ];

  withHome = lib.filterAttrs (
    _: user: (user.createHome or false) && !(lib.elem (toString user.home) shared)
  ) accounts.users;

  homes = lib.mapAttrs' (
    name: user:
    lib.nameValuePair (toString user.home) (
      directory "0${lib.removePrefix "0" (user.homeMode or "700")}"
      // {
        uid = accounts.uids.ids.${name};
        gid = accounts.gids.ids.${user.group};
      }
    )
  ) withHome;

  etc = import ./etc.nix { inherit config lib accounts; };

  # Where the first process may be an ordinary user, it must be able to write where services keep
  # their files: the user that is named, or whichever `docker run --user` says.
  owned =
    let
      # A tmpfs on one of them gets its mode, but belongs to root.
      change =
        lib.optionalAttrs (cfg.user != null || cfg.foreignUsers == "run") { mode = "1777"; }
        // lib.optionalAttrs (cfg.user != null) {
          uid = accounts.numberOf "user" (lib.head (lib.splitString ":" cfg.user));
        };
    in
    lib.genAttrs (
      [
        "/run"
        "/run/lock"
        "/var/cache"
        "/var/lib"
        "/var/log"
        "/var/spool"
      ]
      # A new volume takes both from what the image has there.
      ++ lib.optionals (change != { }) (map (lib.removeSuffix "/") cfg.volumes)
    ) (_: directory "0755" // change);

  entries = skeleton // owned // system.entries // homes // etc.entries;

  base = pkgs.writeText "rootfs.json" (builtins.toJSON internal.rootfs);

  # What of /etc is known once packages are built: the files that patterns name, and those that packages have there.
  withEtc = pkgs.runCommand "rootfs.json" { } ''
    ${internal.program}/bin/nix-docker add-etc ${base} $out ${
      lib.escapeShellArgs (
        [ (toString system.etc) ]
        ++ lib.concatMap (pattern: [
          pattern.directory
          pattern.source
        ]) etc.patterns
      )
    }
  '';
in
{
  options.docker.internal.rootfs = lib.mkOption {
    type = lib.types.raw;
    internal = true;
    description = "The content of rootfs.json, as a value.";
  };

  config = {
    inherit (accounts) warnings assertions;

    # A home below a volume has to be made when the volume is there.
    docker.internal.tmpfilesRules = lib.mapAttrsToList (
      name: user: "d ${toString user.home} ${user.homeMode or "0700"} ${name} ${user.group} -"
    ) withHome;

    docker.internal.rootfs = {
      version = 1;
      # Sorted by path, as attribute names are.
      entries = lib.mapAttrsToList (path: entry: { inherit path; } // entry) entries;
    };

    system.build.rootfs = if system.etc == null && etc.patterns == [ ] then base else withEtc;
  };
}
