# The stacks of /etc/pam.d that every image has, by name. Packages of nixpkgs do not bring those that their
# own programs read.
{ lib, debian }:
let
  includesAll = before: ''
    ${before}auth include common-auth
    account include common-account
    password include common-password
    session include common-session
  '';
  forRoot = includesAll "auth sufficient pam_rootok.so\n";
in
import ../standalone/packages/pam.nix
// {
  other = includesAll "";
}
// lib.optionalAttrs (!debian) {
  login = includesAll "";
  runuser = forRoot;
  runuser-l = forRoot;
  su = forRoot;
  su-l = forRoot;
  sudo = includesAll "";
  sudo-i = includesAll "";
}
