# Values as Nix text for people: messages, the options' reference.
{ lib }:
let
  inherit (builtins)
    attrNames
    concatStringsSep
    isAttrs
    isBool
    isFloat
    isFunction
    isInt
    isList
    isPath
    isString
    mapAttrs
    ;
  inherit (lib) strings;

  # Inside ''…'': what would end it, or interpolate.
  inIndented = builtins.replaceStrings [ "''" "\${" ] [ "'''" "''\${" ];

  self = {
    # Stop at a depth: an error, or `<unevaluated>`. Some attributes count as no deeper.
    withRecursion =
      {
        depthLimit,
        throwOnDepthLimit ? true,
      }:
      assert isInt depthLimit;
      let
        plainNames = [
          "__functor"
          "__functionArgs"
          "__toString"
          "__pretty"
        ];
        stop =
          if throwOnDepthLimit then
            throw "toPretty: deeper than ${toString depthLimit} levels; the value may contain itself"
          else
            "<unevaluated>";
        descend =
          depth: value:
          if depth > depthLimit then
            stop
          else if isAttrs value then
            mapAttrs (
              name: inner: if builtins.elem name plainNames then inner else descend (depth + 1) inner
            ) value
          else if isList value then
            map (descend (depth + 1)) value
          # Evaluating a plain value counts as one step more.
          else if depth == depthLimit then
            stop
          else
            value;
      in
      descend 0;

    toPretty =
      {
        multiline ? true,
        # Sets with `__pretty` and `val` print themselves.
        allowPrettyValues ? false,
        indent ? "",
      }:
      let
        show =
          indent: value:
          let
            inner = indent + "  ";
            open = if multiline then "\n${inner}" else " ";
            close = if multiline then "\n${indent}" else " ";
          in
          if isInt value then
            toString value
          else if isFloat value then
            builtins.toJSON value
          else if isBool value then
            lib.trivial.boolToString value
          else if value == null then
            "null"
          else if isPath value then
            toString value
          else if isString value then
            showString indent inner open close value
          else if isList value then
            if value == [ ] then
              "[ ]"
            else
              "[" + open + concatStringsSep open (map (show inner) value) + close + "]"
          else if isFunction value then
            showFunction value
          else if isAttrs value then
            if value.type or null == "derivation" then
              "<derivation ${value.name or "???"}>"
            else if allowPrettyValues && value ? __pretty && value ? val then
              value.__pretty value.val
            else if value == { } then
              "{ }"
            else if value ? __functor then
              showFunction value
            else
              "{"
              + open
              + concatStringsSep open (
                map (
                  name:
                  "${strings.escapeNixIdentifier name} = ${
                    builtins.addErrorContext "while showing the attribute `${name}'" (show inner value.${name})
                  };"
                ) (attrNames value)
              )
              + close
              + "}"
          else
            throw "toPretty: can't show a value of the type ${builtins.typeOf value}";

        showString =
          indent: inner: open: close: value:
          let
            lines = builtins.filter isString (builtins.split "\n" value);
            last = lib.lists.last lines;
          in
          if multiline && builtins.length lines > 1 then
            "''"
            + open
            + concatStringsSep open (map inIndented (lib.lists.init lines))
            + (if last == "" then "\n${indent}" else open + inIndented last)
            + "''"
          else
            builtins.replaceStrings [ "\${" ] [ "\\\${" ] (builtins.toJSON value);

        showFunction =
          function:
          let
            args = lib.trivial.functionArgs function;
            names = concatStringsSep ", " (
              map (name: if args.${name} then "${name}?" else name) (attrNames args)
            );
          in
          if args == { } then "<function>" else "<function, args: {${names}}>";
      in
      show indent;
  };
in
self
