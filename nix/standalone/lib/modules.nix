# The module system. `evalModules` is in modules/evaluate.nix, which explains the steps.
{ lib, checksOptions }:
let
  collect = import ./modules/collect.nix { inherit lib; };
  definitions = import ./modules/definitions.nix { inherit lib; };
  evaluate = import ./modules/evaluate.nix { inherit lib checksOptions; };
  properties = import ./modules/properties.nix { inherit lib; };
  option = import ./modules/option.nix { inherit lib; };
  redirect = import ./modules/redirect.nix { inherit lib; };
in
removeAttrs properties [
  "branches"
  "expand"
  "finish"
]
// {
  inherit (collect) setDefaultModuleLocation;
  inherit (definitions) mergeAttrDefinitionsWithPrio mergeDefinitions;
  inherit (option) evalOptionValue mergeOptionDecls;
  inherit (evaluate) evalModules;

  # `imports = [ (lib.modules.importApply ./module.nix { inherit package; }) ]`: a file that is a
  # function to a module, still named in messages.
  importApply =
    file: argument: collect.setDefaultModuleLocation (toString file) (import file argument);
  # A data file as a module that sets options.
  importJSON = file: {
    _file = file;
    config = lib.trivial.importJSON file;
  };
  importTOML = file: {
    _file = file;
    config = lib.trivial.importTOML file;
  };
}
// redirect
