# Certificates: in a volume; what NixOS' script looks for is found through a link.
{
  security.acme.certs."example.test".domain = "example.test";
}
