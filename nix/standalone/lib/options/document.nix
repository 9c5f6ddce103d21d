# The options' reference: a list of plain records, from the options themselves.
{ lib }:
let
  inherit (builtins)
    attrNames
    concatMap
    isAttrs
    isList
    mapAttrs
    ;
  inherit (lib.attrsets) isDerivation optionalAttrs;
  inherit (lib.options)
    isOption
    literalExpression
    showOption
    ;

  self = {
    optionAttrSetToDocList = self.optionAttrSetToDocList' [ ];

    optionAttrSetToDocList' =
      _: options:
      concatMap (
        option:
        let
          shown = value: self.renderOptionValue value;
          visibility = option.visible or true;
          entry = {
            inherit (option) loc;
            name = showOption option.loc;
            description = option.description or null;
            declarations = builtins.filter (file: file != lib.options.unknownModule) option.declarations;
            internal = option.internal or false;
            # "shallow": but not what is inside; "transparent": only what is inside.
            visible = if visibility == "transparent" then false else visibility != false;
            readOnly = option.readOnly or false;
            type = option.type.description or "unspecified";
          }
          // optionalAttrs (option ? example) { example = shown option.example; }
          // optionalAttrs (option ? defaultText || option ? default) {
            default = shown (option.defaultText or option.default);
          }
          // optionalAttrs (option.relatedPackages or null != null) { inherit (option) relatedPackages; };
          inside = option.type.getSubOptions or (_: { }) option.loc;
        in
        [ entry ]
        ++ (
          if inside != { } && visibility != "shallow" && visibility != false then
            self.optionAttrSetToDocList' option.loc inside
          else
            [ ]
        )
      ) (optionsIn options);

    # A value as Nix text in the reference. What is already text stays.
    renderOptionValue =
      value:
      if value ? _type && value ? text then
        value
      else
        literalExpression (
          lib.generators.toPretty {
            multiline = true;
            allowPrettyValues = true;
          } value
        );

    # A value without what can't be shown: packages become their names.
    scrubOptionValue =
      value:
      if isDerivation value then
        value
        // {
          outPath = value.name;
          drvPath = value.name;
        }
      else if isList value then
        map self.scrubOptionValue value
      else if isAttrs value then
        mapAttrs (_: self.scrubOptionValue) (removeAttrs value [ "_args" ])
      else
        value;
  };

  optionsIn =
    value:
    if isOption value then
      [ value ]
    else if isAttrs value then
      concatMap (name: optionsIn value.${name}) (attrNames value)
    else
      [ ];
in
self
