# callPackage and its family over the package set.
{ pkgs }:
let
  package = import ./package.nix;

  imported = f: if builtins.isFunction f || f ? __functor then f else import f;

  argumentsOf = f: f.__functionArgs or (builtins.functionArgs f);

  callWith =
    scope: from: given:
    let
      f = imported from;
      wanted = argumentsOf f;
      automatic = builtins.intersectAttrs wanted scope;
      all = automatic // given;
      missing = builtins.filter (name: !wanted.${name} && !(all ? ${name})) (builtins.attrNames wanted);
      called = {
        __functor = _: f;
        __functionArgs = wanted;
      };
    in
    if missing == [ ] then
      package.overridable f all
    else
      builtins.seq called throw
        "callPackage: the function ${
          if builtins.isPath from then "in ${toString from} " else ""
        }wants ${builtins.concatStringsSep ", " missing}, which the package set does not have (Debian's packages are under pkgs.debian.\"NAME\")";

  newScope = more: callWith (pkgs // more);
in
{
  inherit newScope;
  callPackage = newScope { };
  callPackages =
    from: given:
    builtins.mapAttrs (_: value: value) (
      removeAttrs (newScope { } from given) [
        "override"
        "overrideDerivation"
      ]
    );
}
