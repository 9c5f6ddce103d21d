# Declaring options.
{ lib }:
let
  inherit (builtins) isAttrs isList;
  inherit (lib.attrsets) attrByPath optionalAttrs;

  self = {
    isOption = value: isAttrs value && value._type or "" == "option";

    mkOption =
      {
        default ? null,
        defaultText ? null,
        example ? null,
        description ? null,
        relatedPackages ? null,
        type ? null,
        apply ? null,
        internal ? null,
        visible ? null,
        readOnly ? null,
      }@option:
      option // { _type = "option"; };

    mkEnableOption =
      name:
      self.mkOption {
        type = lib.types.bool;
        default = false;
        example = true;
        description = if isAttrs name then name else "Whether to enable ${name}.";
      };

    # `mkPackageOption pkgs "redis" { }`, or with a list of names for the message, the default's path
    # in the package set, an example's path, and more to say.
    mkPackageOption =
      packages: name:
      {
        nullable ? false,
        default ? name,
        example ? null,
        extraDescription ? "",
        pkgsText ? "pkgs",
      }:
      let
        names = if isList name then name else [ name ];
        path = if isList default then default else [ default ];
        pathText = lib.strings.concatMapStringsSep "." lib.strings.escapeNixIdentifier;
        display = lib.lists.last names;
      in
      self.mkOption (
        {
          type = if nullable then lib.types.nullOr lib.types.package else lib.types.package;
          description =
            "The ${display} package to use." + (if extraDescription == "" then "" else " ${extraDescription}");
        }
        // (
          if default != null then
            {
              default = attrByPath path (throw "`${pathText path}' cannot be found in ${pkgsText}") packages;
              defaultText = self.literalExpression "${pkgsText}.${pathText path}";
            }
          else
            optionalAttrs nullable { default = null; }
        )
        // optionalAttrs (example != null) {
          example = self.literalExpression (
            if isList example then "${pkgsText}.${pathText example}" else example
          );
        }
      );

    # Takes up definitions that no option declares, for a subtree.
    mkSinkUndeclaredOptions =
      option:
      self.mkOption (
        {
          internal = true;
          visible = false;
          default = false;
          description = "Sink for definitions of options that nothing declares.";
          type = lib.types.mkOptionType {
            name = "sink";
            check = _: true;
            merge = _: _: false;
          };
          apply = _: throw "The value of an option that only swallows definitions can't be read.";
        }
        // option
      );

    # Text for the reference instead of a value.
    literalExpression =
      text:
      if builtins.isString text then
        {
          _type = "literalExpression";
          inherit text;
        }
      else
        throw "literalExpression takes a string, but got ${builtins.typeOf text}";
    literalCode =
      {
        text,
        language ? "nix",
      }:
      self.literalMD "```${language}\n${text}\n```";
    literalMD =
      text:
      if builtins.isString text then
        {
          _type = "literalMD";
          inherit text;
        }
      else
        throw "literalMD takes a string, but got ${builtins.typeOf text}";
    mdDoc = text: text;

    # Of many options.
    getValues = map (option: option.value);
    getFiles = map (option: option.file);
  };
in
self
