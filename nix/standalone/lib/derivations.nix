# Values that look like derivations.
{ lib }:
let
  inherit (builtins) listToAttrs;
in
{
  inherit (builtins) unsafeDiscardOutputDependency;
  # Only newer versions of Nix have it; the older ones keep the dependency anyway.
  addDrvOutputDependencies = builtins.addDrvOutputDependencies or (path: path);

  # Known attributes without evaluating the derivation itself.
  lazyDerivation =
    args@{
      derivation,
      meta ? null,
      passthru ? { },
      outputs ? [ "out" ],
    }:
    let
      checked =
        if derivation.type or null == "derivation" then
          derivation
        else
          throw "lazyDerivation: `derivation' must be a derivation";
      result = {
        type = "derivation";
        inherit outputs;
        inherit (checked)
          drvPath
          name
          outPath
          outputName
          system
          ;
        meta = args.meta or checked.meta;
      }
      // listToAttrs (
        map (output: {
          name = output;
          value = checked.${output};
        }) outputs
      )
      // passthru;
    in
    result;

  # null is no dependency.
  optionalDrvAttr = condition: value: if condition then value else null;

  warnOnInstantiate =
    message: package:
    let
      warned = lib.trivial.warn message;
    in
    package
    // lib.attrsets.mapAttrs (_: warned) (
      removeAttrs package [
        "meta"
        "name"
        "type"
        "outputName"
      ]
    );
}
