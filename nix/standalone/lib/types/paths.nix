# Paths and packages.
{ lib }:
let
  inherit (builtins) substring;
  inherit (lib.attrsets) isDerivation toDerivation;
  inherit (lib.options) mergeEqualOption mergeOneOption;
  inherit (lib.strings) isStorePath isStringLike;
  inherit (lib.types) addCheck mkOptionType;

  # Below the store, or a content-addressed path as builds see it before its place is known.
  inStore =
    text:
    (
      lib.strings.hasPrefix "${builtins.storeDir}/" text
      && builtins.match "[^.].*" (lib.strings.removePrefix "${builtins.storeDir}/" text) != null
    )
    || builtins.match "/[0-9a-z]{52}(/.*)?" text != null;

  pathWith =
    {
      inStore ? null,
      absolute ? null,
    }:
    let
      wanted = {
        inherit inStore absolute;
      };
      adjective =
        condition: yes: no:
        if condition == null then
          ""
        else if condition then
          yes
        else
          no;
    in
    if inStore == true && absolute == false then
      throw "types.pathWith: a path in the store is absolute, so `inStore = true' and `absolute = false' exclude each other"
    else
      mkOptionType {
        name = "path";
        description =
          adjective absolute "absolute " "relative "
          + "path"
          + adjective inStore " in the Nix store" " not in the Nix store";
        descriptionClass = "noun";
        check =
          value:
          isStringLike value
          && (
            let
              text = toString value;
            in
            (absolute == null || absolute == (substring 0 1 text == "/"))
            # A path literal is copied to the store where it is used.
            && (inStore == null || inStore == isInStore text && (inStore || !builtins.isPath value))
          );
        merge = mergeEqualOption;
        functor = lib.types.defaultFunctor "path" // {
          type = pathWith;
          payload = wanted;
          binOp = left: right: if left == right then left else null;
        };
      };
  isInStore = text: inStore (builtins.unsafeDiscardStringContext text);

  package = mkOptionType {
    name = "package";
    description = "package";
    descriptionClass = "noun";
    check = value: isDerivation value || isStorePath value;
    merge =
      loc: definitions:
      let
        value = mergeOneOption loc definitions;
      in
      if
        builtins.isPath value
        || (builtins.isString value && !builtins.hasContext value)
        || !isDerivation value
      then
        toDerivation value
      else
        value;
  };
in
{
  inherit package pathWith;
  path = pathWith { absolute = true; };
  pathInStore = pathWith { inStore = true; };
  externalPath =
    pathWith {
      absolute = true;
      inStore = false;
    }
    // {
      description = "absolute path not in the Nix store";
    };
  shellPackage = addCheck package (value: isDerivation value && value ? shellPath) // {
    name = "shellPackage";
    description = "package that is a shell";
  };
  fileset = mkOptionType {
    name = "fileset";
    description = "fileset";
    descriptionClass = "noun";
    check = lib.fileset.isFileset;
    merge = _: definitions: lib.fileset.unions (map (definition: definition.value) definitions);
    emptyValue.value = lib.fileset.empty;
  };
}
