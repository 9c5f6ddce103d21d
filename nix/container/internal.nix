# What the program tells the modules, and what service modules tell the image. Not for users.
#
# A service module
#   - adds the ports that it listens on to `docker.internal.exposedPorts`, so that nobody has to
#     name a port twice: an integer is a TCP port, "53/udp" says the protocol;
#   - adds its main unit ("httpd.service") to `docker.internal.essentialUnits`: the container ends
#     when such a unit has failed for good.
{ lib, ... }:

let
  inherit (lib) mkOption types;

  internal = attrs: mkOption ({ internal = true; } // attrs);

  ports = import ./ports.nix { inherit lib; };
in
{
  options.docker.internal = {
    name = internal {
      type = types.str;
      default = "nix-docker-build";
      description = "The image's name, without a tag.";
    };

    tag = internal {
      type = types.nullOr types.str;
      default = null;
      description = "The image's tag, if one was given.";
    };

    allowUnsupported = internal {
      type = types.bool;
      default = false;
      description = "Whether the command line allows what `docker.allowUnsupported` allows.";
    };

    program = internal {
      type = types.nullOr types.raw;
      default = null;
      description = "The store path whose bin/ has nix-docker and systemctl.";
    };

    packageSet = internal {
      type = types.enum [
        "debian"
        "nixpkgs"
      ];
      default = "nixpkgs";
      description = "Where packages come from.";
    };

    configuration = internal {
      type = types.nullOr types.raw;
      default = null;
      description = "The user's configuration file.";
    };

    base = internal {
      type = types.nullOr types.str;
      default = null;
      description = "The image that the layers are put on; null is an empty one.";
    };

    etc = internal {
      type = types.attrsOf types.raw;
      default = { };
      description = "Files in /etc that are there unless `environment.etc` has others of these names.";
    };

    searchPath = internal {
      type = types.listOf types.str;
      default = [ ];
      description = "Directories that come first in the image's PATH.";
    };

    notes = internal {
      type = types.listOf types.str;
      default = [ ];
      description = "What the user is told, one line each: `note: …`, or with -v `detail: …`.";
    };

    runOptions = internal {
      type = types.listOf types.str;
      description = "What `docker run` has to be told: sbin/docker-run of a host-mounted package tells it.";
    };

    details = internal {
      type = types.bool;
      default = true;
      description = "Whether those with `detail: …` are said: only the program can keep them for -v.";
    };

    leftOut = internal {
      type = types.listOf types.raw;
      default = [ ];
      description = "The units of NixOS that the container does not have: `name`, and `why`.";
    };

    ownUnits = internal {
      type = types.nullOr (types.listOf types.str);
      default = null;
      description = "The units that the user's files define, whose mistakes refuse an image; null: each.";
    };

    placeOf = internal {
      type = types.raw;
      description = "Where the user's files define a unit, and a directive of it: FILE:LINE, or null.";
    };

    joined = internal {
      type = types.listOf types.package;
      default = [ ];
      description = "Packages that are part of /usr though nothing names them.";
    };

    exposedPorts = internal {
      type = types.listOf ports.type;
      default = [ ];
      description = "The ports that the configuration's services listen on.";
    };

    essentialUnits = internal {
      type = types.listOf types.str;
      default = [ ];
      description = "The main units of the services that the configuration enabled.";
    };

    tmpfilesRules = internal {
      type = types.listOf types.str;
      default = [ ];
      description = "Rules that are applied before those of the configuration.";
    };
  };
}
