# Path values, and relative paths as strings ("subpaths", of the form ./a/b).
{ lib }:
let
  inherit (builtins) concatStringsSep isPath isString;
  inherit (lib.strings) hasPrefix;

  # "./a//b/." → [ "a" "b" ], or why it isn't a subpath.
  parse =
    text:
    let
      parts = builtins.filter (part: isString part && part != "" && part != ".") (
        builtins.split "/" text
      );
    in
    if !isString text then
      { error = "it is ${builtins.typeOf text}, not a string"; }
    else if text == "" then
      { error = "it is empty"; }
    else if builtins.substring 0 1 text == "/" then
      { error = "it is absolute, it begins with a slash"; }
    else if builtins.elem ".." parts then
      { error = "it has a part `..', which may lead out of it"; }
    else
      { inherit parts; };
  partsOf =
    caller: text:
    let
      parsed = parse text;
    in
    parsed.parts or (throw "lib.path.${caller}: ${
      lib.generators.toPretty { multiline = false; } text
    } is not a valid subpath: ${parsed.error}");
  join = parts: if parts == [ ] then "./." else "./${concatStringsSep "/" parts}";

  self = {
    append =
      path: subpath:
      if !isPath path then
        throw "lib.path.append: the first argument must be a path, but it is ${builtins.typeOf path}"
      else
        path + "/${concatStringsSep "/" (partsOf "append" subpath)}";
    hasPrefix =
      prefix: path:
      let
        above = toString prefix;
        text = toString path;
      in
      above == "/" || text == above || hasPrefix "${above}/" text;
    removePrefix =
      prefix: path:
      if self.hasPrefix prefix path then
        join (
          builtins.filter (part: isString part && part != "") (
            builtins.split "/" (lib.strings.removePrefix (toString prefix) (toString path))
          )
        )
      else
        throw "lib.path.removePrefix: ${toString prefix} is not above ${toString path}";
    splitRoot =
      path:
      if !isPath path then
        throw "lib.path.splitRoot: the argument must be a path, but it is ${builtins.typeOf path}"
      else
        {
          root = /.;
          subpath = self.removePrefix /. path;
        };
    hasStorePathPrefix =
      path:
      let
        text = toString path;
        inStore = lib.strings.removePrefix "${builtins.storeDir}/" text;
      in
      if !isPath path then
        throw "lib.path.hasStorePathPrefix: the argument must be a path, but it is ${builtins.typeOf path}"
      else
        (hasPrefix "${builtins.storeDir}/" text && builtins.match "[0-9a-z]{32}-.*" inStore != null)
        # What is named by its content's hash alone, which needs no store.
        || builtins.match "/[0-9a-z]{52}(/.*)?" text != null;
    subpath = {
      isValid = value: isString value && parse value ? parts;
      normalise = value: join (partsOf "subpath.normalise" value);
      join = values: join (builtins.concatMap (partsOf "subpath.join") values);
      components = partsOf "subpath.components";
    };
  };
in
self
