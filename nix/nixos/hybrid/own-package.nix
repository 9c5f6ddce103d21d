# A package of the tree's own: it tells the program that it is looked at (src/apt/demand.rs), which says so of
# those that the result needs.
#
#   name  where it is: `cgit`, `perlPackages.DBI`
{ lib }:
name: package:
let
  telling =
    output:
    output
    // {
      outPath = builtins.trace "nix-docker: package of nixpkgs ${builtins.unsafeDiscardStringContext output.drvPath} ${name}" output.outPath;
    };

  outputs = lib.genAttrs (package.outputs or [ "out" ]) (output: telling package.${output});
in
telling package // outputs
