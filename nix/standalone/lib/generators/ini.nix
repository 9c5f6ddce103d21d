# Line formats of the kind `key = value`, with and without sections.
{ lib }:
let
  inherit (builtins)
    concatStringsSep
    isAttrs
    isBool
    isFloat
    isFunction
    isInt
    isList
    isString
    replaceStrings
    ;
  inherit (lib.attrsets) concatMapAttrs mapAttrsToList;
  inherit (lib) strings;

  self = {
    # true, 5 and text as they are; what has no obvious form is an error.
    mkValueStringDefault =
      _: value:
      if isInt value then
        toString value
      else if lib.attrsets.isDerivation value || isString value then
        toString value
      else if isBool value then
        lib.trivial.boolToString value
      else if value == null then
        "null"
      else if isFloat value then
        strings.floatToString value
      else
        let
          kind =
            if isList value then
              "lists"
            else if isAttrs value then
              "attribute sets"
            else if isFunction value then
              "functions"
            else
              "values of the type ${builtins.typeOf value}";
        in
        throw "generators.mkValueStringDefault: ${kind} have no form in such a file: ${self'.pretty value}";

    mkKeyValueDefault =
      {
        mkValueString ? self.mkValueStringDefault { },
      }:
      separator: key: value:
      "${replaceStrings [ separator ] [ "\\${separator}" ] key}${separator}${mkValueString value}";

    toKeyValue =
      {
        mkKeyValue ? self.mkKeyValueDefault { } "=",
        # A list becomes one line for each element.
        listsAsDuplicateKeys ? false,
        indent ? "",
      }:
      let
        line = key: value: indent + mkKeyValue key value + "\n";
        lines =
          key: value:
          if listsAsDuplicateKeys then
            strings.concatMapStrings (line key) (lib.lists.toList value)
          else
            line key value;
      in
      set: concatStringsSep "" (mapAttrsToList lines set);

    toINI =
      {
        mkSectionName ? strings.escape [
          "["
          "]"
        ],
        mkKeyValue ? self.mkKeyValueDefault { } "=",
        listsAsDuplicateKeys ? false,
      }:
      let
        body = self.toKeyValue { inherit mkKeyValue listsAsDuplicateKeys; };
        section = name: values: "[${mkSectionName name}]\n" + body values;
      in
      set: concatStringsSep "\n" (mapAttrsToList section set);

    toINIWithGlobalSection =
      {
        mkSectionName ? strings.escape [
          "["
          "]"
        ],
        mkKeyValue ? self.mkKeyValueDefault { } "=",
        listsAsDuplicateKeys ? false,
      }@options:
      {
        globalSection,
        sections ? { },
      }:
      if globalSection == { } then
        self.toINI options sections
      else
        self.toKeyValue (removeAttrs options [ "mkSectionName" ]) globalSection
        + "\n"
        + self.toINI options sections;

    # Sections of git's kind: `user.name` under [user], `url."https://x".insteadOf` under [url "https://x"].
    toGitINI =
      let
        quoted = text: ''"${replaceStrings [ "\"" "\\" "\n" ] [ "\\\"" "\\\\" "\\n" ] text}"'';
        valueText =
          value:
          let
            text = self.mkValueStringDefault { } value;
          in
          if isString value then quoted text else text;
        keyValue = key: value: "\t" + self.mkKeyValueDefault { mkValueString = valueText; } " = " key value;
        sectionName =
          path:
          if builtins.length path == 1 then
            builtins.head path
          else
            "${builtins.head path} ${quoted (concatStringsSep "." (builtins.tail path))}";
        # [ { path; values; } ]: sets within a section are subsections.
        sectionsOf =
          path: set:
          let
            isSection = value: isAttrs value && !lib.attrsets.isDerivation value;
            values = lib.attrsets.filterAttrs (_: value: !isSection value) set;
            inside = lib.attrsets.filterAttrs (_: isSection) set;
          in
          (if values == { } then { } else { ${sectionName path} = values; })
          // concatMapAttrs (name: value: sectionsOf (path ++ [ name ]) value) inside;
      in
      set:
      self.toINI {
        mkSectionName = name: name;
        mkKeyValue = keyValue;
        listsAsDuplicateKeys = true;
      } (concatMapAttrs (name: value: sectionsOf [ name ] value) set);
  };
  self'.pretty = lib.generators.toPretty { multiline = false; };
in
self
