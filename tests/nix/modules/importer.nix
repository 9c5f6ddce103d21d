{
  imports = [ ./counter.nix ];
}
