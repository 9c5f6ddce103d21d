# What `nix-docker options` prints: a list of one description per visible option (src/option_reference.rs reads it).
#
#   options  of an evaluation, ours or NixOS'
#   nixpkgs  path of the tree whose files are named by what they are in it; null: there is none
#   values   whether to look at defaults and examples: in trees before 2022 they are values, of packages as well
{
  lib,
  options,
  nixpkgs,
  values,
}:
let
  # How many of `parts` are left after those of a value; 0 where it is too large, or has a package in it.
  left =
    parts: value:
    if parts == 0 || lib.isDerivation value then
      0
    else if builtins.isAttrs value then
      lib.foldl' left (parts - 1) (lib.attrValues value)
    else if builtins.isList value then
      lib.foldl' left (parts - 1) value
    else
      parts - 1;
  isPlain = value: left 500 value > 0;

  # A value in brief: a package by its name; a large value, or a set of packages, hardly at all.
  brief =
    depth: value:
    if lib.isDerivation value then
      "<${value.name or "a package"}>"
    else if builtins.isAttrs value then
      if value == { } then
        "{ }"
      else if depth == 0 || lib.length (lib.attrNames value) > 20 then
        "{ … }"
      else
        "{ ${
          lib.concatStrings (lib.mapAttrsToList (name: inner: "${name} = ${brief (depth - 1) inner}; ") value)
        }}"
    else if builtins.isList value then
      if value == [ ] then
        "[ ]"
      else if depth == 0 then
        "[ … ]"
      else
        "[ ${lib.concatMapStringsSep " " (brief (depth - 1)) value} ]"
    else if builtins.isFunction value then
      "<a function>"
    else
      lib.generators.toPretty { } value;

  # As its author wrote it, else the value.
  text =
    value:
    let
      tried = builtins.tryEval (
        if value ? _type && value ? text then
          value.text
        else if isPlain value then
          lib.generators.toPretty {
            multiline = true;
            allowPrettyValues = true;
          } value
        else
          brief 3 value
      );
    in
    if tried.success then tried.value else null;

  default =
    option:
    if option ? defaultText then
      text option.defaultText
    else if values && option ? default then
      text option.default
    else if option.type.emptyValue or { } ? value then
      text option.type.emptyValue.value
    else
      null;

  theirs = "${toString nixpkgs}/";
  declared =
    file:
    if nixpkgs != null && lib.hasPrefix theirs (toString file) then
      "nixpkgs/${lib.removePrefix theirs (toString file)}"
    else
      toString file;

  # Inside of an option there are others: of each virtual host, say. "shallow": they are not shown; "transparent":
  # they alone are.
  describe =
    option:
    let
      visible = option.visible or true;
      inside = option.type.getSubOptions or (_: { }) option.loc;
    in
    lib.optional (visible != false && visible != "transparent" && !(option.internal or false)) {
      name = lib.showOption option.loc;
      type = option.type.description or "unspecified";
      declarations = map declared (
        lib.filter (file: toString file != lib.options.unknownModule) option.declarations
      );
      readOnly = option.readOnly or false;
      description = option.description.text or (option.description or null);
      default = default option;
      example = if values && option ? example then text option.example else null;
    }
    ++ lib.optionals (visible != false && visible != "shallow") (all inside);

  all = options: lib.concatMap describe (lib.collect lib.isOption options);
in
all options
