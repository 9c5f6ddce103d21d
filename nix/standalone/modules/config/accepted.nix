# What a configuration that comes from a NixOS machine may say about things that a container does
# not have: boot loader, hardware, file systems, Nix itself, … . It is taken without effect.
{ lib, ... }:

let
  inherit (lib) mkOption types;

  anything =
    why:
    mkOption {
      type = types.attrsOf types.anything;
      default = { };
      description = "Accepted without effect: ${why}.";
    };
in
{
  options = {
    boot = mkOption {
      default = { };
      description = "Accepted without effect: a container is not booted.";
      type = types.submodule {
        freeformType = types.attrsOf types.anything;
        options.isContainer = mkOption {
          type = types.bool;
          default = true;
          description = "Whether the configuration is a container's.";
        };
      };
    };

    console = anything "a container has no console";
    documentation = anything "images have no documentation";
    fileSystems = anything "a container's mounts are `docker run -v`'s";
    fonts = anything "a container has no display";
    hardware = anything "the hardware is the host's";
    nix = anything "there is no Nix in the container";
    powerManagement = anything "the hardware is the host's";
    sound = anything "a container has no sound";
    specialisation = anything "an image has one configuration";
    virtualisation = anything "a container has no virtual machines";
    xdg = anything "a container has no desktop";
    zramSwap = anything "memory is the host's";
    meta = anything "it is about the module, not the machine";

    swapDevices = mkOption {
      type = types.listOf types.anything;
      default = [ ];
      description = "Accepted without effect: memory is the host's.";
    };

    services.xserver = anything "a container has no display";
    services.journald = anything "the services' output is the container's";
    services.resolved = anything "name resolution is Docker's";
    services.timesyncd = anything "the clock is the host's";
    services.udev = anything "the hardware is the host's";
    services.nscd = anything "names are looked up without a cache";
  };
}
