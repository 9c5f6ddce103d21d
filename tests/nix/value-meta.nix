# What options know of their values besides; lists of single attributes; who imports whom.
{ lib }:
let
  inherit (lib) mkAfter mkBefore mkForce mkOption types;
  evaluated = type: definitions: lib.evalModules { modules = [ { options.a = mkOption { inherit type; }; } ] ++ map (a: { inherit a; }) definitions; };
  value = type: definitions: (evaluated type definitions).config.a;
  meta = type: definitions: (evaluated type definitions).options.a.valueMeta;
  port = types.submodule { options.port = mkOption { type = types.int; default = 80; }; };
  wrong =
    definition:
    (lib.evalModules {
      modules = [
        { options.a = mkOption { type = types.int; }; options.s.b = mkOption { type = types.int; }; }
        (definition // { _file = "/m.nix"; })
      ];
    }).config;
in
{
  "a submodule's configuration" = {
    expr = let m = meta port [ { port = 1; } ]; in [ m.configuration.options.port.isDefined m.configuration.config.port ];
    expected = [ true 1 ];
  };
  "submodules in sets and lists" = {
    expr = [
      (meta (types.attrsOf port) [ { x = { }; } ]).attrs.x.configuration.config.port
      (map (m: m.configuration.config.port) (meta (types.listOf port) [ [ { } { port = 2; } ] [ { port = 3; } ] ]).list)
      (meta types.int [ 1 ])
      (builtins.attrNames (meta (types.attrsOf types.int) [ { x = 1; y = lib.mkIf false 2; } ]).attrs)
    ];
    expected = [ 80 [ 3 80 2 ] { } [ "x" ] ];
  };
  "submodules where null may be" = {
    expr = [ (meta (types.nullOr port) [ { } ]).configuration.config.port (meta (types.nullOr port) [ null ]) ];
    expected = [ 80 { } ];
  };
  "types that were declared twice keep it" = {
    expr = let e = lib.evalModules { modules = [ { options.a = mkOption { type = types.listOf port; }; } { options.a = mkOption { type = types.listOf (types.submodule { }); }; } { a = [ { } ]; } ]; }; in (builtins.head e.options.a.valueMeta.list).configuration.config.port;
    expected = 80;
  };
  "a type of nixpkgs' making has it in its merge" = {
    expr =
      let
        type = types.mkOptionType {
          name = "own";
          check = {
            __functor = _: _: true;
            isV2MergeCoherent = true;
          };
          merge = {
            __functor = self: loc: defs: (self.v2 { inherit loc defs; }).value;
            v2 = { loc, defs }: { value = builtins.length defs; headError = null; valueMeta.count = builtins.length defs; };
          };
        };
      in
      [ (value type [ 1 1 ]) (meta type [ 1 1 ]).count ];
    expected = [ 2 2 ];
  };

  "lists of single attributes, from lists and sets" = {
    expr = [ (value (types.attrListOf types.int) [ [ { b = 1; } { a = 2; } { b = 3; } ] ]) (value (types.attrListOf types.int) [ { z = 1; y = 2; } ]) (value (types.attrListOf types.int) [ [ ] ]) ];
    expected = [ [ { b = 1; } { a = 2; } { b = 3; } ] [ { y = 2; } { z = 1; } ] [ ] ];
  };
  "lists of single attributes in an order" = {
    expr = value (types.attrListOf types.int) [ { b = mkAfter 1; a = 2; } [ (mkBefore { c = 3; }) { d = mkBefore 4; } ] ];
    expected = [ { c = 3; } { d = 4; } { a = 2; } { b = 1; } ];
  };
  "the strongest of a name" = {
    expr = value (types.attrListOf types.int) [ { a = 1; b = mkAfter 2; } { a = mkForce 3; } ];
    expected = [ { a = 3; } { b = 2; } ];
  };
  "what loses is not looked into, and an order may be within a priority" = {
    expr = [ (value (types.attrListOf types.int) [ [ { a = lib.mkDefault (abort "no"); } { a = mkForce (mkAfter 3); } { a = lib.mkOverride 100 (abort "no"); } { b = 4; } ] ]) (value (types.attrListOf types.int) [ { a = lib.mkDefault 1; b = lib.mkIf false 2; } ]) ];
    expected = [ [ { b = 4; } { a = 3; } ] [ { a = 1; } ] ];
  };
  "an element has one attribute" = {
    expr = value (types.attrListOf types.int) [ [ { a = 1; b = 2; } ] ];
    error = "An element of the option `a' must be a set with one attribute. Definition values: - In `<unknown-file>': { a = 1; b = 2; }";
  };
  "the elements are of the type" = {
    expr = value (types.attrListOf types.int) [ [ { a = "x"; } ] ];
    error = "A definition for option `a.a' is not of type `signed integer'. Definition values: - In `<unknown-file>': \"x\"";
  };
  "single attributes as a set, with their order" = {
    expr =
      let
        type = types.attrListWith { elemType = types.int; asAttrs = true; };
        definitions = [ [ { a = 1; } { b = 2; } { a = 3; } ] ];
      in
      [ (value type definitions) (meta type definitions).attrListValue ];
    expected = [ { a = [ 1 3 ]; b = [ 2 ]; } [ { a = 1; } { b = 2; } { a = 3; } ] ];
  };
  "single attributes of submodules" = {
    expr = [ (value (types.attrListOf port) [ { web.port = 8080; } ]) (types.attrListOf port).description ];
    expected = [ [ { web = { port = 8080; }; } ] "attribute list of (submodule)" ];
  };

  "who imports whom" = {
    expr = map (module: { inherit (module) disabled; imports = map (one: one.key) module.imports; }) (lib.evalModules { modules = [ { imports = [ { key = "k"; } ]; } { key = "d"; } { disabledModules = [ { key = "d"; } ]; } ]; }).graph;
    expected = [ { disabled = false; imports = [ "k" ]; } { disabled = true; imports = [ ]; } { disabled = false; imports = [ ]; } ];
  };

  "mkIf around what is no configuration" = {
    expr = wrong { config = lib.mkIf true true; };
    error = "The configuration of the module `/m.nix' must be an attribute set of definitions, but it is bool.";
  };
  "mkIf around what is no set of options" = {
    expr = wrong { s = lib.mkIf true true; };
    error = "The option `s' is a set of options, so it can only be set to an attribute set. Definition values: - In `/m.nix': true";
  };
  "mkForce around what is no set of options" = {
    expr = wrong { s = mkForce 5; };
    error = "The option `s' is a set of options, so it can only be set to an attribute set. Definition values: - In `/m.nix': 5";
  };
  "mkIf without its content" = {
    expr = wrong { config = lib.mkIf { a = 1; }; };
    error = "The configuration of the module `/m.nix' must be an attribute set of definitions, but it is a function. A call, of mkIf perhaps, lacks an argument.";
  };
  "mkIf of an option without its content" = {
    expr = wrong { a = lib.mkIf true; };
    error = "- In `/m.nix': <function> Where a function stands, a call (of mkIf, of mkOption, …) lacks an argument perhaps.";
  };
  "a condition that is none" = {
    expr = wrong { a = lib.mkIf "yes" 1; };
    error = "mkIf was called with a condition that is not a boolean, but string, in the definition of `a' in `/m.nix'";
  };
  "a condition that is none, around a configuration" = {
    expr = (wrong { config = lib.mkMerge [ (lib.mkIf null { s.b = 1; }) ]; }).s.b;
    error = "mkIf was called with a condition that is not a boolean, but null, in the definition of `s.b' in `/m.nix'";
  };
  "mkMerge of what is no list" = {
    expr = wrong { a = lib.mkMerge 5; };
    error = "mkMerge was called with what is not a list, but int, in the definition of `a' in `/m.nix'";
  };
  "a priority that is none" = {
    expr = wrong { a = lib.mkOverride "high" 5; };
    error = "mkOverride was called with a priority that is not a number, but string, in the definition of `a' in `/m.nix'";
  };
  "an order that is none" = {
    expr = wrong { a = lib.mkOrder "first" 5; };
    error = "mkOrder was called with a priority that is not a number, but string, in the definition of `a' in `/m.nix'";
  };
  "imports under a condition" = {
    expr = wrong { imports = lib.mkIf true [ ]; };
    error = "`imports' in `/m.nix' must be a list of modules, but it is inside a property such as mkIf. What is imported can't depend on a condition; what the modules configure can.";
  };
  "a module of another class, and who imports it" = {
    expr = (lib.evalModules { class = "nixos"; modules = [ { _file = "/importer.nix"; imports = [ { _file = "/d.nix"; _class = "darwin"; } ]; } ]; }).config;
    error = "The module `/d.nix' is of the class \"darwin\", but it is imported where modules of the class \"nixos\" are expected, by `/importer.nix'.";
  };
  "a submodule of two classes" = {
    expr = let class = class: { options.a = mkOption { type = types.submoduleWith { inherit class; modules = [ ]; }; }; }; in (lib.evalModules { modules = [ (class "darwin") (class "nixos") { a = { }; } ]; }).config.a;
    error = "a submodule is declared twice with different classes, \"darwin\" and \"nixos\"";
  };
}
