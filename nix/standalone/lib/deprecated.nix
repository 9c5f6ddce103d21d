# Names that nixpkgs had in its earlier days, which old configurations still use.
{ lib }:
let
  inherit (builtins)
    attrNames
    foldl'
    genericClosure
    getEnv
    isAttrs
    listToAttrs
    mapAttrs
    ;
  inherit (lib.lists) toList;

  self = {
    imap = lib.lists.imap1;
    uniqList =
      {
        inputList,
        outputList ? [ ],
      }:
      lib.lists.unique (outputList ++ inputList);
    condConcat =
      start: conditions: chosen:
      foldl' (text: name: text + (if builtins.elem name chosen then "${name} " else "")) start conditions;

    nvs = name: value: { ${name} = value; };
    setAttr =
      set: name: value:
      set // { ${name} = value; };
    setAttrMerge =
      name: default: set: change:
      set // { ${name} = change (set.${name} or default); };
    maybeAttr =
      name: default: set:
      set.${name} or default;
    maybeAttrNullable = self.maybeAttr;
    maybeEnv =
      name: default:
      let
        value = getEnv name;
      in
      if value == "" then default else value;
    # What goes with a condition: where that doesn't hold, what is empty of the value's kind.
    ifEnable =
      condition: value:
      if condition then
        value
      else if builtins.isList value then
        [ ]
      else if isAttrs value then
        { }
      else if value == true || value == false then
        false
      else
        null;

    mapAttrsFlatten = lib.attrsets.mapAttrsToList;
    zip = lib.attrsets.zipAttrsWith;
    zipWithNames = lib.attrsets.zipAttrsWithNames;
    mergeAttrsWithFunc =
      join: left: right:
      left // mapAttrs (name: value: if left ? ${name} then join left.${name} value else value) right;
    mergeAttrsConcatenateValues = self.mergeAttrsWithFunc (left: right: toList left ++ toList right);
    mergeAttrsNoOverride =
      {
        mergeLists ? [
          "buildInputs"
          "propagatedBuildInputs"
        ],
        overrideSnd ? [ "buildPhase" ],
      }:
      left: right:
      left
      // listToAttrs (
        map (name: {
          inherit name;
          value =
            if !(left ? ${name}) then
              right.${name}
            # Of two the first counts, and what it adds to a list comes last.
            else if builtins.elem name mergeLists then
              right.${name} ++ left.${name}
            else if builtins.elem name overrideSnd then
              left.${name}
            else
              throw "mergeAttrsNoOverride: both sets have the attribute ${name}";
        }) (attrNames right)
      );

    # Packages with all that they propagate.
    closePropagation =
      packages:
      map (item: item.package) (genericClosure {
        startSet = map item (builtins.filter (package: package != null) packages);
        operator =
          { package, ... }:
          map item (
            builtins.filter (input: input != null) (
              (package.propagatedBuildInputs or [ ]) ++ (package.propagatedNativeBuildInputs or [ ])
            )
          );
      });

    literalExample = lib.options.literalExpression;
    literalDocBook = lib.options.literalMD;
    docbook = text: text;
  };
  item = package: {
    key = package.outPath;
    inherit package;
  };
in
self
