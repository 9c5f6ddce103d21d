# `pkgs.writers`: scripts in many languages, and data.
{ lib, pkgs }:
let
  # What nixpkgs calls with and without settings: `writePython3 "name" { libraries = [ ]; } "text"`.
  scripts =
    language: interpreter:
    let
      write =
        destination: name: settings: text:
        pkgs.writeTextFile {
          name = builtins.baseNameOf name;
          executable = true;
          destination = if builtins.substring 0 1 name == "/" then name else destination name;
          text = "#!${interpreter settings}\n${text}${lib.optionalString (!lib.hasSuffix "\n" text) "\n"}";
          meta.mainProgram = builtins.baseNameOf name;
        };
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
// scripts "Ruby" (_: "${pkgs.ruby}/bin/ruby")
// scripts "Lua" (_: "${pkgs.lua}/bin/lua")
// scripts "JS" (_: "${pkgs.nodejs}/bin/node")
// {
  inherit (pkgs) writeText;
  writeJSON = (pkgs.formats.json { }).generate;
  writeYAML = (pkgs.formats.yaml { }).generate;
  writeTOML = (pkgs.formats.toml { }).generate;
}
