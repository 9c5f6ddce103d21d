# Certificate authorities of the user's: NixOS' bundle with them is what every program finds.
{
  security.pki.certificates = [ "mine" ];
}
