# Types of paths and packages: what they take, how they merge, what they say.
{ lib }:
let
  inherit (lib) mkOption types;
  # The value of one option `v` of a type, from definitions that files a, b, c … make.
  of =
    type: values:
    (lib.evalModules {
      modules = [
        { options.v = mkOption { inherit type; }; }
      ]
      ++ lib.imap0 (index: value: {
        _file = "/${builtins.elemAt (lib.stringToCharacters "abcdefgh") index}";
        config.v = value;
      }) values;
    }).config.v;
  # Whether a type takes a value.
  takes = type: map (value: (builtins.tryEval (builtins.deepSeq (of type [ value ]) true)).success);
in
{
  "path takes absolute paths" = {
    expr = takes types.path [ "/x" ./data.txt "x" "" 1 ];
    expected = [ true true false false false ];
  };
  "path refuses relative ones" = {
    expr = of types.path [ "relative" ];
    error = ''
      A definition for option `v' is not of type `absolute path'. Definition values:
      - In `/a': "relative"
    '';
  };
  "pathInStore takes store paths" = {
    expr = takes types.pathInStore [ "/nix/store/0lz9p8xhf89kb1c1kk6jxrzskaiygnlh-bash-5.2" "/nix/store/0lz9p8xhf89kb1c1kk6jxrzskaiygnlh-bash-5.2/bin/sh" "/nix/store" "/nix/store/" "/usr" "/nix/store/.links" ];
    expected = [ true true false false false false ];
  };
  "externalPath takes paths outside the store" = {
    expr = takes types.externalPath [ "/usr" "/nix/store/0lz9p8xhf89kb1c1kk6jxrzskaiygnlh-bash-5.2" "rel" ];
    expected = [ true false false ];
  };
  "pathWith relative" = {
    expr = takes (types.pathWith { absolute = false; }) [ "a/b" "/a" ];
    expected = [ true false ];
  };
  "package takes derivations" = {
    expr = (of types.package [ { type = "derivation"; name = "hello"; outPath = "/x"; } ]).name;
    expected = "hello";
  };
  "package refuses text" = {
    expr = of types.package [ "hello" ];
    error = ''
      A definition for option `v' is not of type `package'. Definition values:
      - In `/a': "hello"
    '';
  };
  "package refuses several" = {
    expr = of types.package [ { type = "derivation"; name = "a"; outPath = "/x"; } { type = "derivation"; name = "b"; outPath = "/y"; } ];
    error = ''
      The option `v' is defined multiple times while it's expected to be unique.
      Definition values:
      - In `/b': <derivation b>
      - In `/a': <derivation a>
      To choose one of them, give it a higher priority with `lib.mkForce value', or the others a lower one with `lib.mkDefault value'.
    '';
  };
  "shellPackage knows its shell" = {
    expr = takes types.shellPackage [ { type = "derivation"; name = "a"; outPath = "/x"; shellPath = "/bin/sh"; } { type = "derivation"; name = "a"; outPath = "/x"; } ];
    expected = [ true false ];
  };
}
