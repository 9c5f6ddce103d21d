# Truth values, numbers, and values of any kind.
{ lib }:
let
  inherit (builtins)
    isAttrs
    isBool
    isFloat
    isInt
    ;
  inherit (lib.options) mergeEqualOption mergeOneOption;
  inherit (lib.types) addCheck mkOptionType;

  simple =
    name: description: check:
    mkOptionType {
      inherit name description check;
      descriptionClass = "noun";
      merge = mergeEqualOption;
    };

  signedInteger = simple "int" "signed integer" isInt;
  anyFloat = simple "float" "floating point number" isFloat;
  anyNumber = lib.types.either signedInteger anyFloat;

  range = lowest: highest: "between ${toString lowest} and ${toString highest} (both inclusive)";
  within =
    base: description: lowest: highest:
    assert lib.asserts.assertMsg (lowest <= highest)
      "${description}: the lowest value ${toString lowest} is greater than the highest ${toString highest}";
    addCheck base (number: number >= lowest && number <= highest)
    // {
      name = "${base.name}Between";
      description = "${description} ${range lowest highest}";
    };
  # 2^bits values, from `lowest`.
  bounded =
    name: adjective: bits: lowest: count:
    addCheck signedInteger (number: number >= lowest && number < lowest + count)
    // {
      inherit name;
      description = "${toString bits} bit ${adjective} integer; ${range lowest (lowest + count - 1)}";
    };
  unsigned =
    name: bits: count:
    bounded name "unsigned" bits 0 count;
  signed =
    name: bits: count:
    bounded name "signed" bits (0 - count / 2) count;
  restricted =
    base: name: description: check:
    addCheck base check
    // {
      inherit name description;
      descriptionClass = "nonRestrictiveClause";
    };
in
{
  bool = simple "bool" "boolean" isBool;
  # True when one of the definitions is.
  boolByOr = mkOptionType {
    name = "boolByOr";
    description = "boolean (merged using or)";
    descriptionClass = "noun";
    check = isBool;
    merge = _: definitions: builtins.any (definition: definition.value) definitions;
  };

  int = signedInteger;
  float = anyFloat;
  number = anyNumber;
  ints = {
    between = within signedInteger "integer";
    unsigned = restricted signedInteger "unsignedInt" "unsigned integer, meaning >=0" (n: n >= 0);
    positive = restricted signedInteger "positiveInt" "positive integer, meaning >0" (n: n > 0);
    u8 = unsigned "unsignedInt8" 8 256;
    u16 = unsigned "unsignedInt16" 16 65536;
    u32 = unsigned "unsignedInt32" 32 4294967296;
    s8 = signed "signedInt8" 8 256;
    s16 = signed "signedInt16" 16 65536;
    s32 = signed "signedInt32" 32 4294967296;
  };
  numbers = {
    between = within anyNumber "integer or floating point number";
    nonnegative =
      restricted anyNumber "numberNonnegative" "nonnegative integer or floating point number, meaning >=0"
        (n: n >= 0);
    positive =
      restricted anyNumber "numberPositive" "positive integer or floating point number, meaning >0"
        (n: n > 0);
  };
  port = unsigned "unsignedInt16" 16 65536;

  raw = mkOptionType {
    name = "raw";
    description = "raw value";
    descriptionClass = "noun";
    check = _: true;
    merge = mergeOneOption;
  };
  unspecified = mkOptionType {
    name = "unspecified";
    description = "unspecified value";
    descriptionClass = "noun";
  };
  # Several definitions are merged as far down as they are attribute sets.
  anything = mkOptionType {
    name = "anything";
    description = "anything";
    descriptionClass = "noun";
    check = _: true;
    merge =
      loc: definitions:
      let
        kindOf =
          value:
          if isAttrs value && lib.strings.isStringLike value then
            "string-like set"
          else
            builtins.typeOf value;
        kinds = lib.lists.unique (map (definition: kindOf definition.value) definitions);
        kind = if builtins.length kinds == 1 then builtins.head kinds else "several";
      in
      if kind == "set" then
        (lib.types.attrsOf lib.types.anything).merge loc definitions
      else if kind == "string-like set" then
        mergeOneOption loc definitions
      else if kind == "lambda" then
        argument:
        lib.types.anything.merge (loc ++ [ "<function body>" ]) (
          map (definition: {
            inherit (definition) file;
            value = definition.value argument;
          }) definitions
        )
      else
        mergeEqualOption loc definitions;
  };

  optionType = mkOptionType {
    name = "optionType";
    description = "optionType";
    descriptionClass = "noun";
    check = value: value._type or null == "option-type";
    merge =
      loc: definitions:
      let
        first = builtins.head definitions;
        # All must be mergeable into one type; the option that they would type is only a vehicle.
        option =
          (lib.modules.evalModules {
            modules = map (definition: {
              _file = definition.file;
              options.type = lib.options.mkOption { type = definition.value; };
            }) definitions;
            prefix = loc;
          }).options.type;
      in
      if builtins.length definitions == 1 then first.value else option.type;
  };
  optionDeclaration = mkOptionType {
    name = "optionDeclaration";
    description = "option declaration";
    descriptionClass = "noun";
    # Not an option of an evaluated configuration: it has been declared already.
    check = value: value._type or null == "option" && !(value ? loc);
    merge = mergeOneOption;
  };
  pkgs = addCheck (
    lib.types.unique { message = "Two package sets can not be merged into one."; } lib.types.attrs
    // {
      name = "pkgs";
      description = "Nixpkgs package set";
      descriptionClass = "noun";
    }
  ) (value: value._type or null == "pkgs");
  luaInline = mkOptionType {
    name = "luaInline";
    description = "inline lua";
    descriptionClass = "noun";
    check =
      value: isAttrs value && value._type or null == "lua-inline" && builtins.isString value.expr or null;
    merge = mergeEqualOption;
  };
}
