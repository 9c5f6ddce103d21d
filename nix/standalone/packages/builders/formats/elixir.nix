# Elixir's `import Config`: `config :app, :key, value`. nixpkgs has `mix format` lay it out; here each entry is a line.
{
  lib,
  pkgs,
  value,
}:
_:
let
  inherit (lib) types;

  of = _elixirType: value: { inherit value _elixirType; };

  text = string: ''"${lib.escape [ "\\" "#" "\"" ] string}"'';

  commas = lib.concatStringsSep ", ";

  # Elixir wants a point before the exponent.
  number =
    v:
    let
      json = builtins.toJSON v;
      parts = builtins.match "(-?[0-9]+)(e.*)" json;
    in
    if parts == null then json else "${builtins.head parts}.0${builtins.elemAt parts 1}";

  special = {
    raw = v: v;
    atom = v: v;
    tuple = v: "{${commas (map elixir v)}}";
    map = v: "%{${commas (lib.mapAttrsToList (name: item: "${text name} => ${elixir item}") v)}}";
  };

  elixir =
    v:
    if v == null then
      "nil"
    else if builtins.isString v || builtins.isPath v || v ? outPath then
      text "${v}"
    else if builtins.isList v then
      "[${commas (map elixir v)}]"
    else if v ? _elixirType then
      special.${v._elixirType} v.value
    else if builtins.isAttrs v then
      "[${commas (lib.mapAttrsToList (name: item: "${name}: ${elixir item}") v)}]"
    else
      number v;

  isOf = kind: v: v._elixirType or null == kind;

  typeOf =
    name: description: kind:
    types.mkOptionType {
      inherit name description;
      check = isOf kind;
    };

  rawElixir = typeOf "rawElixir" "raw elixir" "raw";
  elixirOr = other: types.either other rawElixir;
in
{
  type = types.attrsOf (types.attrsOf (value "Elixir value" [ ]));
  lib = {
    mkRaw = of "raw";
    mkAtom = of "atom";
    mkTuple = of "tuple";
    mkMap = of "map";
    # What a variable of the environment says when the program starts.
    mkGetEnv =
      {
        envVariable,
        fallback ? null,
      }:
      of "raw" "System.get_env(${elixir envVariable}, ${elixir fallback})";
    # Each takes raw code too, and so does each of the library's.
    types = {
      inherit rawElixir elixirOr;
      atom = elixirOr (typeOf "elixirAtom" "elixir atom" "atom");
      tuple = elixirOr (typeOf "elixirTuple" "elixir tuple" "tuple");
      map = elixirOr (typeOf "elixirMap" "elixir map" "map");
    }
    // builtins.mapAttrs (
      _: type: if builtins.isFunction type then argument: elixirOr (type argument) else elixirOr type
    ) types;
  };
  generate =
    name: v:
    let
      lines = lib.mapAttrsToList (
        root: lib.mapAttrsToList (key: item: "config ${root}, ${key}, ${elixir item}\n")
      ) v;
    in
    pkgs.writeText name "import Config\n\n${lib.concatStrings (lib.concatLists lines)}";
}
