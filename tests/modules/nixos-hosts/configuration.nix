# Only what the user's files say is added to Docker's /etc/hosts: NixOS' own lines are about the machine's name.
{ pkgs, ... }:
{
  networking.hostName = "shop";
  networking.hosts."192.0.2.9" = [ "db.internal" ];
  networking.hosts."127.0.0.2" = [ "here" ];
  networking.extraHosts = "192.0.2.10 mail";
  networking.hostFiles = [ (pkgs.writeText "more" "192.0.2.11 more") ];
}
