# An installer's profile, of which nothing comes along.
{ modulesPath, lib, ... }:
{
  imports = [ (modulesPath + "/installer/cd-dvd/installation-cd-minimal.nix") ];
  isoImage.squashfsCompression = "gzip";
  services.nginx.enable = true;
}
