# Options, files and values as messages show them.
{ lib }:
let
  inherit (builtins)
    concatStringsSep
    match
    tryEval
    ;
  inherit (lib) strings;

  # A long value is cut: the reader knows it, only its beginning is needed to find it.
  shownLines = 10;
  indented =
    text:
    let
      lines = strings.splitString "\n" text;
      cut =
        if builtins.length lines > shownLines then lib.lists.take shownLines lines ++ [ "..." ] else lines;
    in
    if builtins.length lines == 1 then
      " ${text}"
    else
      "\n" + concatStringsSep "\n" (map (line: "    " + line) cut);

  self = {
    unknownModule = "<unknown-file>";

    # `a.b."c d".*`: as one would write it in a configuration.
    showOption =
      path:
      let
        part =
          name:
          # Stands for the names of an attrsOf, the elements of a listOf, the body of a functionTo.
          if name == "*" || match "<.*>|\\[definition .*]" name != null then
            name
          else
            strings.escapeNixIdentifier name;
      in
      strings.concatMapStringsSep "." part path;

    showFiles = files: strings.concatMapStringsSep " and " (file: "`${toString file}'") files;

    showDefs =
      definitions:
      strings.concatMapStrings (
        definition:
        let
          shown = tryEval (
            let
              text = lib.generators.toPretty { } (
                lib.generators.withRecursion {
                  depthLimit = 10;
                  throwOnDepthLimit = false;
                } definition.value
              );
            in
            builtins.seq text text
          );
        in
        "\n- In `${toString definition.file}'" + (if shown.success then ":${indented shown.value}" else "")
      ) definitions;

    showOptionWithDefLocs =
      option:
      "${self.showOption option.loc}, with values defined in:\n${
        strings.concatMapStringsSep "\n" (file: "  - ${toString file}") option.files
      }\n";
  };
in
self
