# The root file system's `usr`, `etc` (and `opt`, where a package has one): every .deb in the
# closure of `roots`, joined by the program itself (src/apt/join.rs).
#
# `roots` are store paths: packages, units, scripts, whatever refers to packages. `program` is a
# store path with bin/nix-docker.
{ system }:
{
  program,
  roots,
  name ? "debian-join",
}:
let
  graphs = builtins.genList (index: "graph-${toString index}") (builtins.length roots);
in
derivation {
  inherit name system;
  builder = "${program}/bin/nix-docker";
  args = [
    "join-root"
    (builtins.toFile "join-rules.json" (builtins.toJSON (import ./join-rules.nix)))
    (builtins.placeholder "out")
  ]
  ++ graphs;
  exportReferencesGraph = builtins.concatLists (
    builtins.genList (index: [
      (builtins.elemAt graphs index)
      (builtins.elemAt roots index)
    ]) (builtins.length roots)
  );
  preferLocalBuild = true;
}
