{ pkgs, ... }:
{
  nixpkgs.config.allowUnfree = true;
  nixpkgs.overlays = [
    (final: previous: {
      hello-own = previous.findutils // {
        name = "mine";
      };
    })
  ];
  environment.systemPackages = [
    pkgs.unfree
    pkgs.hello-own
  ];
}
