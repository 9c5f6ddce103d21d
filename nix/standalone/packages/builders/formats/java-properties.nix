# Java's .properties: `key = value`, in ASCII, as its readers may take the rest for Latin-1.
{
  lib,
  pkgs,
  value,
}:
{
  comment ? "Generated with Nix",
  boolToString ? lib.boolToString,
}:
let
  inherit (lib) types;

  ascii = import ./java-ascii.nix { inherit lib; };

  common =
    builtins.replaceStrings
      [ "\\" "\n" "#" "!" "\t" "\r" ]
      [
        "\\\\"
        # A line end of the value is one of the file too, for people to read.
        "\\n\\\n"
        "\\#"
        "\\!"
        "\\t"
        "\\r"
      ];

  key = text: ascii (builtins.replaceStrings [ " " "=" ":" ] [ "\\ " "\\=" "\\:" ] (common text));

  # For values that no option's type has seen.
  plain = v: if builtins.isBool v then boolToString v else toString v;

  # Blanks at the beginning of a line are no part of the value, unless they are escaped.
  entry =
    text:
    ascii (
      lib.optionalString (lib.hasPrefix " " text) "\\"
      + builtins.replaceStrings [ "\\n\\\n " ] [ "\\n\\\n\\ " ] (common text)
    );

  comments = lib.concatMapStrings (line: "# ${ascii line}\n") (lib.splitString "\n" comment);

  element =
    types.oneOf [
      (types.coercedTo types.package toString types.str)
      (types.coercedTo types.bool boolToString types.str)
      (types.coercedTo types.int toString types.str)
      (types.coercedTo types.float toString types.str)
    ]
    // {
      description = "string, package, bool, int or float";
    };
in
{
  type = types.attrsOf element;
  generate =
    name: v:
    pkgs.writeText name (
      "${comments}\n${
        lib.concatStrings (lib.mapAttrsToList (name: item: "${key name} = ${entry (plain item)}\n") v)
      }"
    );
}
