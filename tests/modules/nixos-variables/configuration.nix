# Variables of the user's files are in the image and in logins; a bare NixOS' own are not. What names others is
# for shells alone.
{
  environment.variables.EDITOR = "vim";
  environment.sessionVariables.NIX_PATH = "nixpkgs=/srv/nixpkgs";
  environment.sessionVariables.SHOP = "open now";
  environment.variables.GOPATH = "$HOME/go";
}
