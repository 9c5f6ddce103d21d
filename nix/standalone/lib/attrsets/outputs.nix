# Packages as attribute sets, and their outputs.
{ lib }:
let
  self = {
    isDerivation = value: value.type or null == "derivation";
    toDerivation =
      path:
      let
        text = builtins.unsafeDiscardStringContext (toString path);
        name = builtins.substring 33 (-1) (baseNameOf text);
        result = {
          type = "derivation";
          inherit name;
          outPath = builtins.storePath text;
          outputs = [ "out" ];
          out = result;
          outputName = "out";
        };
      in
      result;
    # The output, else `out`, else the package itself, which may be a chosen output already.
    getOutput =
      output: package:
      if package.outputSpecified or false then package else package.${output} or package.out or package;
    getFirstOutput =
      candidates: package:
      let
        present = builtins.filter (output: package ? ${output}) candidates;
      in
      if package.outputSpecified or false || present == [ ] then
        package
      else
        package.${builtins.head present};
    getBin = self.getOutput "bin";
    getLib = self.getFirstOutput [
      "lib"
      "out"
    ];
    getStatic = self.getFirstOutput [
      "static"
      "lib"
      "out"
    ];
    getDev = self.getOutput "dev";
    getInclude = self.getFirstOutput [
      "include"
      "dev"
      "out"
    ];
    getMan = self.getOutput "man";
    chooseDevOutputs = map self.getDev;
    recurseIntoAttrs = set: set // { recurseForDerivations = true; };
    dontRecurseIntoAttrs = set: set // { recurseForDerivations = false; };
  };
in
self
