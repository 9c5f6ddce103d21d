# From the arguments of a derivation to a package as configurations know it: with name, version,
# meta, passthru, overrideAttrs, and every output that `lib.getBin` and its like may ask for.
let
  # What is told about a package but is no input of its build.
  told = [
    "meta"
    "passthru"
  ];

  withoutVersion = name: (builtins.parseDrvName name).name;

  make =
    arguments:
    let
      build = derivation (removeAttrs arguments told);
      passthru = arguments.passthru or { };
      outputs = arguments.outputs or [ "out" ];
      named = build.name;
      accessors = {
        out = self;
        bin = self;
        dev = self;
        lib = self;
        man = self;
        doc = self;
        info = self;
      };
      self =
        removeAttrs accessors outputs
        // build
        // (if outputs == [ "out" ] then { out = self; } else { })
        // {
          pname = arguments.pname or (withoutVersion named);
          version = arguments.version or (builtins.parseDrvName named).version;
          inherit passthru;
          meta = {
            name = named;
            available = true;
            broken = false;
            insecure = false;
            unfree = false;
            outputsToInstall = [ (builtins.head outputs) ];
          }
          // arguments.meta or { };
          overrideAttrs =
            change:
            let
              # Both `old: {…}` and `final: previous: {…}` are in use, and a plain set.
              once = if builtins.isFunction change then change arguments else change;
              changes =
                if builtins.isFunction once then
                  change (arguments // { finalPackage = changed; }) arguments
                else
                  once;
              changed = make (arguments // changes);
            in
            changed;
        }
        // passthru;
    in
    self;

  # `f` with its result's `override` calling it again with changed arguments.
  overridable =
    f: arguments:
    let
      result = f arguments;
      again =
        changes:
        overridable f (arguments // (if builtins.isFunction changes then changes arguments else changes));
      functionArguments = builtins.functionArgs f;
      withAttributes =
        package:
        package
        // {
          override = again;
          overrideDerivation = package.overrideAttrs or (_: package);
        }
        // (
          if package ? overrideAttrs then
            { overrideAttrs = change: withAttributes (package.overrideAttrs change); }
          else
            { }
        );
    in
    if builtins.isAttrs result then
      withAttributes result
    else if builtins.isFunction result then
      {
        __functor = _: result;
        __functionArgs = functionArguments;
        override = again;
      }
    else
      result;
in
{
  inherit make overridable;
}
