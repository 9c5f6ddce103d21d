# Values of dconf's, typed as GVariant: https://docs.gtk.org/glib/gvariant-text.html
{ lib }:
let
  inherit (builtins)
    all
    concatStringsSep
    filter
    head
    isAttrs
    isBool
    isFloat
    isInt
    isList
    isString
    ;

  type = {
    arrayOf = element: "a${element}";
    maybeOf = element: "m${element}";
    tupleOf = elements: "(${concatStringsSep "" elements})";
    dictionaryEntryOf = name: value: "{${name}${value}}";
    string = "s";
    boolean = "b";
    uchar = "y";
    int16 = "n";
    uint16 = "q";
    int32 = "i";
    uint32 = "u";
    int64 = "x";
    uint64 = "t";
    double = "d";
    variant = "v";
  };

  # A value of a type, and how it is written: `show` of the value.
  made = type: value: show: {
    _type = "gvariant";
    inherit type value;
    __toString = self: show self.value;
  };
  # With its type before it, which what is read without one would not have.
  typed =
    type: value: show:
    made type value (shown: "@${type} ${show shown}");

  # The whole numbers: the name of the type, and what goes into it. 64 bits are all that Nix has.
  integers = {
    mkUchar = {
      of = type.uchar;
      min = 0;
      max = 255;
    };
    mkInt16 = {
      of = type.int16;
      min = -32768;
      max = 32767;
    };
    mkUint16 = {
      of = type.uint16;
      min = 0;
      max = 65535;
    };
    mkInt32 = {
      of = type.int32;
      min = -2147483648;
      max = 2147483647;
    };
    mkUint32 = {
      of = type.uint32;
      min = 0;
      max = 4294967295;
    };
    mkInt64 = {
      of = type.int64;
      min = null;
      max = null;
    };
    mkUint64 = {
      of = type.uint64;
      min = 0;
      max = null;
    };
  };
  fits =
    value: range:
    (range.min == null || range.min <= value) && (range.max == null || value <= range.max);
  # A 32-bit number is what is read where no type is given.
  integer =
    name: range: value:
    if !isInt value || !fits value range then
      throw "gvariant.${name}: ${
        lib.generators.toPretty { multiline = false; } value
      } is no value of the type `${range.of}'"
    else if range.of == type.int32 then
      made range.of value toString
    else
      typed range.of value toString;

  self = builtins.mapAttrs integer integers // {
    inherit type;
    isGVariant = value: value._type or "" == "gvariant";

    # What a Nix value stands for, where that is clear.
    mkValue =
      value:
      if isBool value then
        self.mkBoolean value
      else if isFloat value then
        self.mkDouble value
      else if isString value then
        self.mkString value
      else if isList value then
        self.mkArray value
      else if self.isGVariant value then
        value
      else if isInt value then
        throw "the type of the number ${toString value} is not clear in a GVariant. Write one of ${
          lib.strings.concatMapStringsSep ", " (name: "`lib.gvariant.${name} ${toString value}'") (
            filter (name: fits value integers.${name}) (builtins.attrNames integers)
          )
        }, as the schema of the setting has it."
      else if isAttrs value then
        throw "an attribute set has no form in a GVariant. A dictionary is a list of `lib.gvariant.mkDictionaryEntry name value'."
      else
        throw "a value of the type ${builtins.typeOf value} has no form in a GVariant";

    mkArray =
      elements:
      let
        values = map self.mkValue elements;
        element = (head values).type;
      in
      if elements == [ ] then
        throw "an empty list has no type of its own in a GVariant. Write `lib.gvariant.mkEmptyArray lib.gvariant.type.string', or another type."
      else if !all (value: value.type == element) values then
        throw "the elements of a GVariant's array must be of one type, but they are of ${
          lib.strings.concatMapStringsSep ", " (value: "`${value.type}'") values
        }"
      else
        typed (type.arrayOf element) values (
          shown: "[${lib.strings.concatMapStringsSep "," toString shown}]"
        );
    mkEmptyArray = element: typed (type.arrayOf element) [ ] (_: "[]");

    mkVariant = value: made type.variant (self.mkValue value) (shown: "<${toString shown}>");
    mkDictionaryEntry =
      name: value:
      let
        key = self.mkValue name;
        held = self.mkValue value;
      in
      typed (type.dictionaryEntryOf key.type held.type) { inherit name value; } (
        _: "{${toString key},${toString held}}"
      );

    mkMaybe =
      element: value:
      made (type.maybeOf element) value (
        shown: if shown == null then "@${type.maybeOf element} nothing" else "just ${toString shown}"
      );
    mkNothing = element: self.mkMaybe element null;
    mkJust =
      value:
      let
        held = self.mkValue value;
      in
      self.mkMaybe held.type held;

    mkTuple =
      elements:
      let
        values = map self.mkValue elements;
      in
      typed (type.tupleOf (map (value: value.type) values)) values (
        shown: "(${lib.strings.concatMapStringsSep "," toString shown})"
      );

    mkBoolean = value: made type.boolean value lib.trivial.boolToString;
    mkString =
      value:
      made type.string value (
        shown: "'${builtins.replaceStrings [ "\\" "'" "\n" ] [ "\\\\" "\\'" "\\n" ] shown}'"
      );
    # A name of D-Bus' for an object.
    mkObjectpath =
      value: made type.string value (shown: "objectpath '${lib.strings.escape [ "'" ] shown}'");
    mkDouble = value: made type.double value toString;
  };
in
self
