# Passwords of users, see the file that is read here.
{ config, lib, ... }:

let
  passwords = import ../../../container/passwords.nix {
    inherit lib;
    inherit (config.users) users;
  };
in
{
  system.activationScripts.passwords = lib.mkIf passwords.any passwords.script;

  inherit (passwords) warnings;
}
