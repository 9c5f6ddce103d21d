# Attribute sets that refer to their own final form, and overlays on them.
{ lib }:
let
  self = {
    fix =
      function:
      let
        result = function result;
      in
      result;

    fix' =
      function:
      let
        result = function result // {
          __unfix__ = function;
        };
      in
      result;

    # Apply a function until its result stays the same.
    converge =
      function: value:
      let
        next = function value;
      in
      if next == value then value else self.converge function next;

    extends =
      overlay: base: final:
      let
        previous = base final;
      in
      previous // overlay final previous;

    composeExtensions =
      first: second: final: previous:
      let
        added = first final previous;
      in
      added // second final (previous // added);

    composeManyExtensions = builtins.foldl' self.composeExtensions (_: _: { });

    makeExtensible = self.makeExtensibleWithCustomName "extend";

    makeExtensibleWithCustomName =
      name: base:
      self.fix' (
        final:
        base final
        // {
          ${name} = overlay: self.makeExtensibleWithCustomName name (self.extends overlay base);
        }
      );

    # An attribute set, or a function of one or two arguments, as an overlay.
    toExtension =
      value:
      if lib.trivial.isFunction value then
        final: previous:
        let
          result = value final;
        in
        if lib.trivial.isFunction result then result previous else value previous
      else
        _: _: value;
  };
in
self
