# Text.
{ lib }:
let
  inherit (builtins) isString match;
  inherit (lib.options) mergeEqualOption;
  inherit (lib.types) addCheck mkOptionType;
  inherit (lib.strings) hasInfix removeSuffix;

  str = mkOptionType {
    name = "str";
    description = "string";
    descriptionClass = "noun";
    check = isString;
    merge = mergeEqualOption;
  };

  # Definitions are joined with a separator.
  separatedString =
    separator:
    mkOptionType rec {
      name = "separatedString";
      description = "strings concatenated with ${builtins.toJSON separator}";
      descriptionClass = "noun";
      check = isString;
      merge =
        _: definitions:
        builtins.concatStringsSep separator (map (definition: definition.value) definitions);
      functor = lib.types.defaultFunctor name // {
        type = payload: separatedString payload.sep;
        payload.sep = separator;
        binOp = left: right: if left.sep == right.sep then left else null;
      };
    };

  nonEmptyStr = addCheck str (text: match "[ \t\n]*" text == null) // {
    name = "nonEmptyStr";
    description = "non-empty string";
    descriptionClass = "noun";
  };
  singleLine =
    base: name: description:
    let
      type = mkOptionType {
        inherit name description;
        descriptionClass = "noun";
        check = text: base.check text && !hasInfix "\n" (removeSuffix "\n" text);
        merge = loc: definitions: removeSuffix "\n" (mergeEqualOption loc definitions);
      };
    in
    type;
in
{
  inherit nonEmptyStr separatedString str;
  lines = separatedString "\n";
  commas = separatedString ",";
  envVar = separatedString ":";
  # One newline at the end, as a file has it, is taken off.
  singleLineStr = singleLine str "singleLineStr" "(optionally newline-terminated) single-line string";
  passwdEntry =
    base:
    addCheck base (text: !hasInfix ":" text && !hasInfix "\n" text)
    // {
      name = "passwdEntry ${base.name}";
      description = "${
        lib.types.optionDescriptionPhrase (class: class == "noun") base
      }, not containing newlines or colons";
      descriptionClass = "nonRestrictiveClause";
    };
  strMatching =
    pattern:
    mkOptionType {
      name = "strMatching ${lib.strings.escapeNixString pattern}";
      description = "string matching the pattern ${pattern}";
      descriptionClass = "noun";
      check = value: isString value && match pattern value != null;
      merge = mergeEqualOption;
      functor = lib.types.defaultFunctor "strMatching" // {
        type = payload: lib.types.strMatching payload.pattern;
        payload = { inherit pattern; };
        binOp = left: right: if left == right then left else null;
      };
    };
  string = lib.types.separatedString "" // {
    name = "string";
    deprecationMessage = "Use `types.str' for one value, or `types.lines' and its like for joined ones.";
  };
}
