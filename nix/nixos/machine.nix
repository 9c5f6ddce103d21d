# What a NixOS is told that is to be a container.
{ config, lib, ... }:

{
  # Data outlives containers, but what it was made by is the configuration's business to say.
  system.stateVersion = lib.mkDefault config.system.nixos.release;

  # No kernel, no boot loader, no hardware; file systems and swap are Docker's.
  boot.isContainer = lib.mkForce true;

  # Names come from files and DNS: no daemon for them, no modules of others on every library path.
  services.nscd.enable = lib.mkForce false;
  system.nssModules = lib.mkForce [ ];

  # Where NixOS sees a container it would make this a socket with an instance for each connection.
  services.openssh.startWhenNeeded = lib.mkOverride 900 false;
}
