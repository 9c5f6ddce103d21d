# What `pkgs.formats` writes: `differences` from the texts expected, by evaluation alone; `read`, files that the
# languages' own programs have taken.
#
# A case of formats/ is what it `got` and what is `expected`, or instead of the first a `format` and a `value`, which goes
# through an option of the format's type; with `reads`, a package's `command` takes the file.
pkgs:
let
  inherit (pkgs) formats lib;

  text = format: value: (format.generate "file" value).text;

  # A value as an option of the format's type has it.
  merged =
    format: value:
    (lib.evalModules {
      modules = [
        { options.settings = lib.mkOption { inherit (format) type; }; }
        { settings = value; }
      ];
    }).config.settings;
  round = format: value: text format (merged format value);

  arguments = {
    inherit
      lib
      pkgs
      formats
      text
      round
      ;
    fails = value: !(builtins.tryEval value).success;
  };
  cases = import ./formats/languages.nix arguments // import ./formats/data.nix arguments;

  got = case: case.got or (round case.format case.value);

  read =
    name: case:
    pkgs.writeChecked {
      inherit name;
      option = "the test of formats";
      inherit (case.reads) package command;
      source = case.format.generate "file" case.value;
    };
in
{
  differences = lib.mapAttrs (_: got) (
    lib.filterAttrs (_: case: builtins.toJSON (got case) != builtins.toJSON case.expected) cases
  );
  count = builtins.length (builtins.attrNames cases);
  read = pkgs.linkFarm "formats-test" (
    lib.mapAttrs read (lib.filterAttrs (_: case: case ? reads) cases)
  );
}
