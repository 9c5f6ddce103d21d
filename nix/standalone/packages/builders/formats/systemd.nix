# systemd.syntax(7). It is a function, and, as it once was in nixpkgs, what the function gives.
{ lib, ini }:
let
  format = ini {
    listsAsDuplicateKeys = true;
    mkKeyValue =
      name: v:
      if v == null then
        "# ${name} is unset"
      else
        "${name} = ${lib.generators.mkValueStringDefault { } v}";
  };
in
format // { __functor = _: _: format; }
