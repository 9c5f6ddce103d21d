# Small functions on plain values: logic, arithmetic, warnings, functions with named arguments.
{ lib }:
let
  inherit (builtins)
    concatStringsSep
    elem
    filter
    foldl'
    isFunction
    match
    trace
    ;

  hexDigits = "0123456789ABCDEF";

  # NIX_ABORT_ON_WARN turns a warning into an error, to find where it comes from.
  warningsAbort = elem (builtins.getEnv "NIX_ABORT_ON_WARN") [
    "1"
    "true"
    "yes"
  ];

  self = {
    inherit (builtins)
      add
      bitAnd
      bitOr
      bitXor
      ceil
      deepSeq
      div
      floor
      fromJSON
      fromTOML
      genericClosure
      isBool
      isFloat
      isInt
      lessThan
      mul
      pathExists
      readFile
      seq
      sub
      toJSON
      ;

    id = value: value;
    const = value: _: value;
    flip =
      function: first: second:
      function second first;
    pipe = value: functions: foldl' (result: function: function result) value functions;
    concat = left: right: left ++ right;
    mergeAttrs = left: right: left // right;
    mapNullable = function: value: if value == null then null else function value;
    defaultTo = default: value: if value == null then default else value;

    or = left: right: left || right;
    and = left: right: left && right;
    xor = left: right: left != right;
    bitNot = number: -1 - number;
    mod = dividend: divisor: dividend - divisor * (dividend / divisor);
    min = left: right: if left < right then left else right;
    max = left: right: if left > right then left else right;
    boolToString = value: if value then "true" else "false";
    boolToYesNo = value: if value then "yes" else "no";

    # -1, 0 or 1, for `sort`-like functions.
    compare =
      left: right:
      if left < right then
        -1
      else if left > right then
        1
      else
        0;
    splitByAndCompare =
      isFirst: ifBoth: ifNeither: left: right:
      if isFirst left then
        (if isFirst right then ifBoth left right else -1)
      else if isFirst right then
        1
      else
        ifNeither left right;

    # Digits of a number in a base, the most significant first.
    toBaseDigits =
      base: number:
      let
        digits =
          rest: found:
          if rest < base then [ rest ] ++ found else digits (rest / base) ([ (self.mod rest base) ] ++ found);
      in
      assert base >= 2;
      assert number >= 0;
      digits number [ ];
    toHexString =
      number:
      concatStringsSep "" (
        map (digit: builtins.substring digit 1 hexDigits) (self.toBaseDigits 16 number)
      );
    fromHexString =
      text:
      let
        found = match "(0[xX])?([0-9a-fA-F]+)" text;
        valueOf =
          digit:
          {
            "0" = 0;
            "1" = 1;
            "2" = 2;
            "3" = 3;
            "4" = 4;
            "5" = 5;
            "6" = 6;
            "7" = 7;
            "8" = 8;
            "9" = 9;
            a = 10;
            b = 11;
            c = 12;
            d = 13;
            e = 14;
            f = 15;
          }
          .${lib.strings.toLower digit};
      in
      if found == null then
        throw "fromHexString: ${builtins.toJSON text} is not a hexadecimal number"
      else
        foldl' (number: digit: number * 16 + valueOf digit) 0 (
          lib.strings.stringToCharacters (builtins.elemAt found 1)
        );

    # Functions, also attribute sets that can be called.
    isFunction = value: isFunction value || (value ? __functor && isFunction (value.__functor value));
    functionArgs =
      function:
      if function ? __functor then
        function.__functionArgs or (self.functionArgs (function.__functor function))
      else
        builtins.functionArgs function;
    setFunctionArgs = function: args: {
      __functor = _: function;
      __functionArgs = args;
    };
    mirrorFunctionArgs =
      function:
      let
        args = self.functionArgs function;
      in
      target: if args == { } then target else self.setFunctionArgs target args;
    toFunction = value: if self.isFunction value then value else _: value;

    # Files.
    importJSON = path: builtins.fromJSON (builtins.readFile path);
    importTOML = path: builtins.fromTOML (builtins.readFile path);

    # Messages during evaluation.
    # Nix has it since 2.23, with options of its own.
    warn =
      builtins.warn or (
        message: value:
        if warningsAbort then
          abort "NIX_ABORT_ON_WARN is set, and there is a warning: ${message}"
        else
          trace "evaluation warning: ${message}" value
      );
    info = message: value: trace "info: ${message}" value;
    warnIf = condition: message: if condition then self.warn message else value: value;
    warnIfNot = condition: self.warnIf (!condition);
    throwIf = condition: message: if condition then throw message else value: value;
    throwIfNot = condition: self.throwIf (!condition);
    showWarnings =
      warnings: value: builtins.foldl' (rest: message: self.warn message rest) value warnings;
    checkListOfEnum =
      name: allowed: given: value:
      let
        wrong = filter (item: !elem item allowed) given;
        show = items: concatStringsSep ", " (map (item: "`${toString item}'") items);
      in
      if wrong == [ ] then
        value
      else
        throw "${name}: ${show wrong} is not among what is allowed: ${show allowed}";

    inNixShell = builtins.getEnv "IN_NIX_SHELL" != "";
    inPureEvalMode = !(builtins ? currentSystem);

    # The release of nixpkgs whose option names and functions are followed here.
    release = "25.11";
    codeName = "Xantusia";
    versionSuffix = "-standalone";
    version = self.release + self.versionSuffix;
    nixpkgsVersion = self.version;
    oldestSupportedRelease = 2505;
    isInOldestRelease = self.oldestSupportedReleaseIsAtLeast;
    oldestSupportedReleaseIsAtLeast = release: release <= self.oldestSupportedRelease;
    revisionWithDefault = default: default;
  };
in
self
