# `pkgs.writers`: scripts in many languages, and data.
{ lib, pkgs }:
let
  # What nixpkgs calls with and without settings: `writePython3 "name" { libraries = [ ]; } "text"`.
  scripts =
    language: interpreter:
    let
      write =
        destination: name: settings: text:
        let
          program = builtins.baseNameOf name;
          place = if builtins.substring 0 1 name == "/" then name else destination name;
          script = pkgs.writeTextFile {
            name = program;
            executable = true;
            destination = place;
            text = "#!${interpreter settings}\n${text}${lib.optionalString (!lib.hasSuffix "\n" text) "\n"}";
            meta.mainProgram = program;
          };
          arguments = settings.makeWrapperArgs or [ ];
        in
        if arguments == [ ] then
          script
        else
          pkgs.runCommand program { meta.mainProgram = program; } ''
            mkdir -p "$(dirname "$out${place}")"
            makeWrapper ${script}${place} "$out${place}" ${lib.escapeShellArgs arguments}
          '';
      either =
        destination: name: given:
        if builtins.isAttrs given && !(lib.isDerivation given) then
          write destination name given
        else
          write destination name { } given;
    in
    {
      "write${language}" = either (_: "");
      "write${language}Bin" = either (name: "/bin/${name}");
    };

  libraries = settings: settings.libraries or [ ];

  # Of these nothing is Debian's by the names that nixpkgs has.
  alone =
    name: interpreter: settings:
    if libraries settings == [ ] then
      interpreter
    else
      throw "writers.${name}: libraries need a nixpkgs (--nixpkgs); Debian's are found by a script whose package has them (pkgs.debian.\"ruby-NAME\", \"lua-NAME\", \"node-NAME\") in environment.systemPackages";

  compiled =
    language:
    let
      said = throw "writers.write${language}: there is no such writer without a nixpkgs (--nixpkgs); pkgs.runCommand and pkgs.stdenv.mkDerivation run compilers, pkgs.writeScript takes any interpreter";
    in
    {
      "write${language}" = said;
      "write${language}Bin" = said;
    };

  python =
    settings:
    let
      chosen = libraries settings;
      package =
        if chosen == [ ] then
          pkgs.python3
        else
          pkgs.python3.withPackages (
            packages: if builtins.isFunction chosen then chosen packages else chosen
          );
    in
    "${package}/bin/python3";

  perl =
    settings:
    let
      chosen = libraries settings;
    in
    "${if chosen == [ ] then pkgs.perl else pkgs.perl.withPackages (_: chosen)}/bin/perl";
in
scripts "Bash" (_: "${pkgs.bash}/bin/bash")
// scripts "Dash" (_: "${pkgs.dash}/bin/dash")
// scripts "Fish" (_: "${pkgs.fish}/bin/fish --no-config")
// scripts "Python3" python
// scripts "PyPy3" (
  _:
  throw "writers.writePyPy3: Debian's is pkgs.debian.pypy3, which a script of pkgs.writeScript can name"
)
// scripts "Perl" perl
// scripts "Ruby" (alone "writeRuby" "${pkgs.ruby}/bin/ruby")
// scripts "Lua" (alone "writeLua" "${pkgs.lua}/bin/lua")
// scripts "JS" (alone "writeJS" "${pkgs.nodejs}/bin/node")
// lib.foldl' (all: language: all // compiled language) { } [
  "Babashka"
  "FSharp"
  "Guile"
  "Haskell"
  "Nim"
  "Nu"
  "Rust"
]
// {
  inherit (pkgs) writeText;
  writeJSON = (pkgs.formats.json { }).generate;
  writeYAML = (pkgs.formats.yaml { }).generate;
  writeTOML = (pkgs.formats.toml { }).generate;
}
