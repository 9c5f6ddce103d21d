{
  inputs.nixpkgs.url = "nixpkgs";

  outputs =
    { self, nixpkgs }:
    {
      # nix-docker -b -t my-image .#web && docker run -d -p 8080:80 my-image
      dockerConfigurations.web = [ ./configuration.nix ];
    };
}
