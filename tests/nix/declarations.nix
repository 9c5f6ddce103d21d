# Declared options: apply, readOnly, freeform types, nested options.
{ lib }:
let
  inherit (lib) mkOption types;
  eval = modules: (lib.evalModules { inherit modules; }).config;
  int = mkOption { type = types.int; };
in
{
  "apply converts the value" = {
    expr = eval [ { options.a = mkOption { type = types.int; apply = x: x * 2; }; config.a = 4; } ];
    expected = { a = 8; };
  };
  "apply works on the default too" = {
    expr = eval [ { options.a = mkOption { default = 1; apply = toString; }; } ];
    expected = { a = "1"; };
  };
  "a readOnly option keeps its default" = {
    expr = eval [ { options.a = mkOption { default = 1; readOnly = true; }; } ];
    expected = { a = 1; };
  };
  "a readOnly option may be set once" = {
    expr = eval [ { options.a = mkOption { type = types.int; readOnly = true; }; } { a = 1; } ];
    expected = { a = 1; };
  };
  "a readOnly option is not set twice" = {
    expr = eval [ { options.a = mkOption { type = types.int; readOnly = true; }; } { _file = "/a"; a = 1; } { _file = "/b"; a = 2; } ];
    error = ''
      The option `a' is read-only, but it's set multiple times. Definition values:
      - In `/b': 2
      - In `/a': 1
    '';
  };
  "a readOnly option with a default is not set at all" = {
    expr = eval [ { _file = "/decl"; options.a = mkOption { default = 1; readOnly = true; }; } { _file = "/a"; config.a = 2; } ];
    error = ''
      The option `a' is read-only, but it's set multiple times. Definition values:
      - In `/a': 2
      - In `/decl': 1
    '';
  };
  "an undefined option" = {
    expr = eval [ { options.services.web.root = mkOption { type = types.path; }; } ];
    error = "The option `services.web.root' was accessed but has no value defined. Try setting the option.";
  };
  "an undeclared option" = {
    expr = eval [ { options.a = int; } { _file = "/conf.nix"; a = 1; b = 2; } ];
    error = ''
      The option `b' does not exist. Definition values:
      - In `/conf.nix': 2
    '';
  };
  "an undeclared option suggests near names" = {
    expr = eval [ { options.services.httpd.enable = mkOption { default = false; }; } { _file = "/conf.nix"; services.htpd.enable = true; } ];
    error = ''
      The option `services.htpd' does not exist. Definition values:
      - In `/conf.nix':
          {
            enable = true;
          }
      Did you mean `services.httpd'?
    '';
  };
  "an undeclared option inside suggests near names" = {
    expr = eval [ { options.services.httpd.enable = mkOption { default = false; }; } { _file = "/conf.nix"; services.httpd.enabel = true; } ];
    error = ''
      The option `services.httpd.enabel' does not exist. Definition values:
      - In `/conf.nix': true
      Did you mean `services.httpd.enable'?
    '';
  };
  "an undeclared option under mkIf is found too" = {
    expr = eval [ { options.a = int; } { _file = "/conf.nix"; config = lib.mkIf false { b = 1; }; } ];
    error = ''
      The option `b' does not exist. Definition values:
      - In `/conf.nix': 1
    '';
  };
  "an undeclared option shows all its definitions" = {
    expr = eval [ { options.a = int; } { _file = "/x"; b = 1; } { _file = "/y"; b = "two"; } ];
    error = ''
      The option `b' does not exist. Definition values:
      - In `/y': "two"
      - In `/x': 1
    '';
  };
  "an option declared inside config" = {
    expr = eval [ { options.a = int; } { _file = "/conf.nix"; config.b = mkOption { type = types.int; }; } ];
    error = "The option `b' does not exist. It looks like the declaration of an option inside `config' in `/conf.nix'. Options are declared inside `options' of a module.";
  };
  "_module.check = false lets undeclared options pass" = {
    expr = eval [ { options.a = mkOption { default = 1; }; } { b = 2; _module.check = false; } ];
    expected = { a = 1; };
  };
  "a freeform type takes undeclared options" = {
    expr = eval [ { freeformType = types.attrsOf types.int; options.a = mkOption { default = "text"; }; } { b = 2; c = 3; } ];
    expected = { a = "text"; b = 2; c = 3; };
  };
  "a freeform type goes beside nested options" = {
    expr = eval [ { freeformType = types.attrsOf (types.attrsOf types.int); options.a.b = mkOption { default = "text"; }; } { a.c = 3; d.e = 4; } ];
    expected = { a = { b = "text"; c = 3; }; d = { e = 4; }; };
  };
  "a freeform type by _module.freeformType" = {
    expr = eval [ { _module.freeformType = types.lazyAttrsOf types.raw; } { a = "b"; } ];
    expected = { a = "b"; };
  };
  "a freeform type of another type" = {
    expr = eval [ { freeformType = types.attrsOf types.int; } { _file = "/f"; b = "x"; } ];
    error = ''
      A definition for option `b' is not of type `signed integer'. Definition values:
      - In `/f': "x"
    '';
  };
  "conflicting definitions name their files" = {
    expr = eval [ { options.a = int; } { _file = "/a"; a = 1; } { _file = "/b"; a = 2; } ];
    error = ''
      The option `a' has conflicting definition values:
      - In `/b': 2
      - In `/a': 1
      To choose one of them, give it a higher priority with `lib.mkForce value', or the others a lower one with `lib.mkDefault value'.
    '';
  };
  "a wrong type names option, type and file" = {
    expr = eval [ { options.a.b = int; } { _file = "/a"; a.b = "x"; } ];
    error = ''
      A definition for option `a.b' is not of type `signed integer'. Definition values:
      - In `/a': "x"
    '';
  };
  "a set of options is not a value" = {
    expr = eval [ { options.a.b = int; } { _file = "/a"; a = 5; } ];
    error = ''
      The option `a' is a set of options, so it can only be set to an attribute set. Definition values:
      - In `/a': 5
    '';
  };
  "two declarations that don't go together" = {
    expr = eval [ { _file = "/a"; options.a = mkOption { default = 1; }; } { _file = "/b"; options.a = mkOption { default = 2; }; } ];
    error = "The option `a' in `/a' is already declared in `/b'.";
  };
  "two declarations that go together" = {
    expr = eval [ { options.a = mkOption { type = types.int; }; } { options.a = mkOption { default = 3; }; } ];
    expected = { a = 3; };
  };
  "options inside an option" = {
    expr = eval [ { _file = "/a"; options.a = int; } { _file = "/b"; options.a.b = int; config.a = 1; } ];
    error = "The option `a' in `/a' can't have options inside, since its type is `signed integer', but `/b' declares `a.b'. Its type must be a submodule, or the options must not be nested.";
  };
  "options inside a submodule from another module" = {
    expr = eval [ { options.a = mkOption { type = types.submodule { options.x = int; }; default = { }; }; } { options.a.y = mkOption { default = 2; }; config.a.x = 1; } ];
    expected = { a = { x = 1; y = 2; }; };
  };
  "options inside an attrsOf submodule from another module" = {
    expr = eval [ { options.a = mkOption { type = types.attrsOf (types.submodule { options.x = int; }); }; } { options.a = mkOption { type = types.attrsOf (types.submodule { options.y = mkOption { default = 2; }; }); }; config.a.n.x = 1; } ];
    expected = { a = { n = { x = 1; y = 2; }; }; };
  };
  "attributes beside config" = {
    expr = eval [ { _file = "/a"; options.a = int; a = 1; } ];
    error = "The module `/a' has an unsupported attribute `a'. Since it has `config' or `options' at its top level, definitions of options must be inside `config', so write `config.a', or move them into `config'.";
  };
}
