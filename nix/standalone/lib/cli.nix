# Options of command lines from attribute sets.
{ lib }:
let
  inherit (builtins) isBool isList stringLength;
  inherit (lib.attrsets) mapAttrsToList;
  inherit (lib.strings) escapeShellArgs;

  valueText = lib.generators.mkValueStringDefault { };

  self = {
    toGNUCommandLineShell = options: set: escapeShellArgs (self.toGNUCommandLine options set);

    # { v = true; o = "x"; name = [ "a" "b" ]; } → [ "--name" "a" "--name" "b" "-o" "x" "-v" ]
    toGNUCommandLine =
      {
        mkOptionName ? name: if stringLength name == 1 then "-${name}" else "--${name}",
        mkBool ? name: value: lib.lists.optional value (mkOptionName name),
        mkList ? name: values: builtins.concatMap (mkOption name) values,
        mkOption ?
          name: value:
          if value == null then
            [ ]
          else if optionValueSeparator == null then
            [
              (mkOptionName name)
              (valueText value)
            ]
          else
            [ "${mkOptionName name}${optionValueSeparator}${valueText value}" ],
        optionValueSeparator ? null,
      }:
      set:
      builtins.concatLists (
        mapAttrsToList (
          name: value:
          if isBool value then
            mkBool name value
          else if isList value then
            mkList name value
          else
            mkOption name value
        ) set
      );

    # `format` says for each name how its option is written: { option; sep; explicitBool; formatArg; }.
    toCommandLine =
      format: set:
      builtins.concatLists (
        mapAttrsToList (
          name: value:
          let
            spec = format name;
            separator = spec.sep or null;
            formatArg = spec.formatArg or valueText;
            withValue =
              item:
              if separator == null then
                [
                  spec.option
                  (formatArg item)
                ]
              else
                [ "${spec.option}${separator}${formatArg item}" ];
            one =
              item:
              if item == null || (item == false && !(spec.explicitBool or false)) then
                [ ]
              else if item == true && !(spec.explicitBool or false) then
                [ spec.option ]
              else
                withValue item;
          in
          builtins.concatMap one (lib.lists.toList value)
        ) set
      );
    toCommandLineShell = format: set: escapeShellArgs (self.toCommandLine format set);
    toCommandLineGNU =
      {
        isLong ? name: stringLength name > 1,
        explicitBool ? false,
        formatArg ? valueText,
      }:
      self.toCommandLine (name: {
        option = if isLong name then "--${name}" else "-${name}";
        sep = if isLong name then "=" else "";
        inherit explicitBool formatArg;
      });
    toCommandLineShellGNU = options: set: escapeShellArgs (self.toCommandLineGNU options set);
  };
in
self
