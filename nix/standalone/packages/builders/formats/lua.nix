# Lua: a file that returns a value, or sets variables. nixpkgs has another program lay it out; here it is as
# `lib.generators.toLua` writes it, whatever is asked for of columns and indentation.
{
  lib,
  pkgs,
  value,
}:
{
  asBindings ? false,
  multiline ? true,
  columnWidth ? 100,
  indentWidth ? 2,
  indentUsingTabs ? false,
}:
let
  type = value "lua value" [
    lib.types.path
    lib.types.luaInline
  ];
in
{
  type = if asBindings then lib.types.attrsOf type else type;
  lib.mkRaw = lib.mkLuaInline;
  generate =
    name: v:
    let
      text = lib.generators.toLua { inherit asBindings multiline; } v;
    in
    pkgs.writeText name (if asBindings then text else "return ${text}\n");
}
