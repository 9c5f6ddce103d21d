# Two that build on each other, one of them over a package that modules use.
{ pkgs, ... }:
{
  nixpkgs.overlays = [
    (final: previous: {
      greet = final.writeShellScriptBin "greet" "echo ${final.greeting}";
      greeting = "nobody";
    })
    (final: previous: {
      greeting = "hello, not ${previous.greeting}";
      nginx = previous.nginx // {
        outPath = "/nix/store/00000000000000000000000000000000-nginx-of-the-overlay";
      };
    })
  ];
  services.nginx.enable = true;
  docker.labels.greeting = pkgs.greet.text or pkgs.greeting;
}
