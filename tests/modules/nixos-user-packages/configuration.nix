# The packages of a single user, which come before everyone's in what that one finds.
{ pkgs, ... }:
{
  users.users.alice = {
    group = "wheel";
    packages = [ pkgs.sudo ];
  };
}
