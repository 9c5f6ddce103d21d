# Configuration file formats: `type` for an option, `generate` for its file (RFC 42).
{
  lib,
  system,
  pkgs,
}:
let
  types = lib.types;

  atom = [
    types.bool
    types.int
    types.float
    types.str
  ];

  # Values as JSON has them, and those of further types.
  value =
    description: extra:
    let
      type =
        (types.nullOr (
          types.oneOf (
            atom
            ++ extra
            ++ [
              (types.attrsOf type)
              (types.listOf type)
            ]
          )
        ))
        // {
          inherit description;
        };
    in
    type;

  iniAtom = (types.nullOr (types.oneOf atom)) // {
    description = "INI atom (null, bool, int, float or string)";
  };

  iniValue =
    {
      listsAsDuplicateKeys ? false,
      listToValue ? null,
      ...
    }:
    if listsAsDuplicateKeys || listToValue != null then
      (types.either iniAtom (types.listOf iniAtom)) // { description = "INI atom or a list of them"; }
    else
      iniAtom;

  # The lists that listToValue turns into one value, turned.
  flat =
    listToValue: section:
    if listToValue == null then
      section
    else
      builtins.mapAttrs (_: v: if builtins.isList v then listToValue v else v) section;

  generatorArguments =
    arguments:
    removeAttrs arguments [
      "listToValue"
      "atomsCoercedToLists"
    ];

  tomlKey = name: if builtins.match "[A-Za-z0-9_-]+" name != null then name else builtins.toJSON name;

  tomlInline =
    v:
    if builtins.isAttrs v && !(v ? outPath) then
      "{ ${
        builtins.concatStringsSep ", " (map (name: "${tomlKey name} = ${tomlInline v.${name}}") (present v))
      } }"
    else if builtins.isList v then
      "[${builtins.concatStringsSep ", " (map tomlInline v)}]"
    else if builtins.isPath v then
      builtins.toJSON "${v}"
    else
      builtins.toJSON v;

  present = v: builtins.filter (name: v.${name} != null) (builtins.attrNames v);

  # Plain values first: behind a table's head they would belong to the table.
  tomlTable =
    path: v:
    let
      isTable = name: builtins.isAttrs v.${name} && !(v.${name} ? outPath);
      names = builtins.partition isTable (present v);
      plain = map (name: "${tomlKey name} = ${tomlInline v.${name}}\n") names.wrong;
      head = if path == "" || (plain == [ ] && names.right != [ ]) then "" else "[${path}]\n";
      below = name: if path == "" then tomlKey name else "${path}.${tomlKey name}";
    in
    head
    + builtins.concatStringsSep "" plain
    + builtins.concatStringsSep "" (map (name: tomlTable (below name) v.${name}) names.right);

  json = _: {
    type = value "JSON value" [ types.path ];
    # As nixpkgs does, for people to read; jq is the host's if it has one.
    generate =
      name: v:
      pkgs.runCommand name
        {
          value = builtins.toJSON v;
          passAsFile = [ "value" ];
        }
        ''
          if type -p jq > /dev/null; then jq . "$valuePath" > $out; else cp "$valuePath" $out; fi
        '';
  };
  ini = arguments: {
    type = types.attrsOf (types.attrsOf (iniValue arguments));
    generate =
      name: v:
      pkgs.writeText name (
        lib.generators.toINI (generatorArguments arguments) (
          builtins.mapAttrs (_: flat (arguments.listToValue or null)) v
        )
      );
  };

  of = file: import file { inherit lib pkgs value; };
in
{
  inherit json ini;
  # JSON is YAML 1.2.
  yaml = json;
  yaml_1_1 = json;
  yaml_1_2 = json;
  toml = _: {
    type = value "TOML value" [ types.path ];
    generate = name: v: pkgs.writeText name (tomlTable "" v);
  };
  iniWithGlobalSection = arguments: {
    type = types.submodule {
      options = {
        sections = lib.mkOption {
          type = types.attrsOf (types.attrsOf (iniValue arguments));
          default = { };
          description = "The sections of the file.";
        };
        globalSection = lib.mkOption {
          type = types.attrsOf (iniValue arguments);
          default = { };
          description = "What stands before the first section.";
        };
      };
    };
    generate =
      name:
      {
        sections ? { },
        globalSection ? { },
        ...
      }:
      pkgs.writeText name (
        lib.generators.toINIWithGlobalSection (generatorArguments arguments) {
          sections = builtins.mapAttrs (_: flat (arguments.listToValue or null)) sections;
          globalSection = flat (arguments.listToValue or null) globalSection;
        }
      );
  };
  gitIni = arguments: {
    type = types.attrsOf (types.attrsOf types.anything);
    generate = name: v: pkgs.writeText name (lib.generators.toGitINI v);
  };
  keyValue = arguments: {
    type = types.attrsOf (iniValue arguments);
    generate =
      name: v:
      pkgs.writeText name (
        lib.generators.toKeyValue (generatorArguments arguments) (flat (arguments.listToValue or null) v)
      );
  };
  systemd = import ./formats/systemd.nix { inherit lib ini; };
  elixirConf = of ./formats/elixir.nix;
  hocon = of ./formats/hocon.nix;
  javaProperties = of ./formats/java-properties.nix;
  lua = of ./formats/lua.nix;
  php = of ./formats/php.nix;
  pythonVars = of ./formats/python.nix;
  xml = of ./formats/xml.nix;
}
