# A nixpkgs that this Nix can evaluate, else a word that it can't.
#
# nixpkgs says what it needs in a file of its lib: since 2025 as conditions, before as a version.
{
  nixpkgs,
  # In words.
  name,
}:
let
  features = nixpkgs + "/lib/minfeatures.nix";
  version = nixpkgs + "/lib/minver.nix";

  olderThan = wanted: builtins.compareVersions builtins.nixVersion wanted < 0;
  ofVersion = wanted: "Nix ${wanted} or newer";

  # A version among the words is all that a person can do something with.
  ofFeature =
    text:
    let
      found = builtins.match ".*at least ([0-9.]+).*" text;
    in
    if found == null then text else ofVersion (builtins.head found);

  missing =
    if builtins.pathExists features then
      map (feature: ofFeature feature.description) (import features).missing
    else if builtins.pathExists version && olderThan (import version) then
      [ (ofVersion (import version)) ]
    else
      [ ];
in
if missing == [ ] then
  nixpkgs
else
  throw "${name} needs ${builtins.concatStringsSep ", " missing}, and this is Nix ${builtins.nixVersion}: install a newer Nix (`nix upgrade-nix`, or the distribution's next release), or name an older nixpkgs with --nixpkgs"
