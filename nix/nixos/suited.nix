# A nixpkgs whose modules can be taken and that this Nix can evaluate; otherwise an error that says why not.
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

  # Since 2014 each has its release in a file.
  releaseFile = nixpkgs + "/.version";
  release = builtins.head (builtins.match "[ \n]*([0-9.]*).*" (builtins.readFile releaseFile));
  oldest = "20.09";

  olderThan = wanted: builtins.compareVersions builtins.nixVersion wanted < 0;
  ofVersion = wanted: "Nix ${wanted} or newer";

  # Of the description, a version is all that a person can do something with.
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
if
  !(builtins.pathExists releaseFile && builtins.pathExists (nixpkgs + "/nixos/lib/eval-config.nix"))
then
  throw "${name} is no nixpkgs: it has no nixos/lib/eval-config.nix, or no .version"
else if builtins.compareVersions release oldest < 0 then
  throw "${name} is ${release}, which is too old: name one of ${oldest} or newer with --nixpkgs, or take Debian's packages with --packages debian"
else if missing == [ ] then
  nixpkgs
else
  throw "${name} needs ${builtins.concatStringsSep ", " missing}, and this is Nix ${builtins.nixVersion}: install a newer Nix (`nix upgrade-nix`, or the distribution's next release), or name an older nixpkgs with --nixpkgs"
