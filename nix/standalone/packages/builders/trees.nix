# Trees of links, and text with gaps filled in.
{
  lib,
  system,
  pkgs,
}:
let
  inherit (pkgs) runCommand;

  joinPaths = paths: map toString (builtins.filter (path: path != null) paths);

  linkFarm =
    name: entries:
    let
      list =
        if builtins.isAttrs entries then
          map (name: {
            inherit name;
            path = entries.${name};
          }) (builtins.attrNames entries)
        else
          entries;
      lines = map (entry: ''
        mkdir -p "$(dirname ${lib.escapeShellArg entry.name})"
        ln -s ${lib.escapeShellArg "${entry.path}"} ${lib.escapeShellArg entry.name}
      '') list;
    in
    runCommand name { passthru.entries = entries; } ''
      mkdir -p $out
      cd $out
      ${builtins.concatStringsSep "" lines}
    '';

  symlinkJoin =
    arguments@{
      name ? "${arguments.pname}-${arguments.version}",
      paths,
      postBuild ? "",
      stripPrefix ? "",
      meta ? { },
      passthru ? { },
      ...
    }:
    runCommand name
      (
        removeAttrs arguments [
          "name"
          "postBuild"
          "paths"
        ]
        // {
          paths = joinPaths paths;
          inherit meta passthru;
        }
      )
      ''
        mkdir -p $out
        for path in $paths; do
          linkTree "$path${stripPrefix}" $out
        done
        ${postBuild}
      '';

  buildEnv =
    arguments@{
      name,
      paths,
      pathsToLink ? [ "/" ],
      ignoreCollisions ? false,
      extraPrefix ? "",
      postBuild ? "",
      meta ? { },
      passthru ? { },
      ...
    }:
    runCommand name
      {
        paths = joinPaths paths;
        inherit pathsToLink meta passthru;
        nativeBuildInputs = arguments.nativeBuildInputs or [ ] ++ arguments.buildInputs or [ ];
      }
      ''
        mkdir -p $out${extraPrefix}
        for path in $paths; do
          for part in $pathsToLink; do
            if [ -d "$path/$part" ]; then
              mkdir -p "$out${extraPrefix}/$part"
              linkTree "$path/$part" "$out${extraPrefix}/$part"
            fi
          done
        done
        ${postBuild}
      '';

  escapedName =
    value: if builtins.isPath value then builtins.baseNameOf value else "${value.name or "file"}";

  # `substituteAll { src; a = …; }`: every @a@ of src becomes a's value.
  substituteAll =
    arguments@{ src, ... }:
    let
      special = [
        "name"
        "src"
        "dir"
        "isExecutable"
        "postInstall"
        "meta"
      ];
      variables = removeAttrs arguments special;
    in
    filled {
      name = arguments.name or (escapedName src);
      inherit src variables;
      strict = false;
      dir = arguments.dir or "";
      isExecutable = arguments.isExecutable or false;
      postInstall = arguments.postInstall or "";
    };

  filled =
    {
      name,
      src,
      variables,
      strict,
      dir ? "",
      isExecutable ? false,
      postInstall ? "",
    }:
    let
      flag =
        name:
        let
          value = variables.${name};
          text =
            if value == false then
              ""
            else if value == true then
              "1"
            else
              toString value;
        in
        "${
          if strict then "--replace-fail" else "--replace-quiet"
        } ${lib.escapeShellArg "@${name}@"} ${lib.escapeShellArg text}";
      names = builtins.filter (name: variables.${name} != null) (builtins.attrNames variables);
    in
    runCommand name { inherit src dir postInstall; } ''
      target=$out
      if [ -n "$dir" ]; then
        mkdir -p "$out/$dir"
        target="$out/$dir/${name}"
      fi
      substitute "$src" "$target" ${builtins.concatStringsSep " " (map flag names)}
      ${if isExecutable then "chmod +x \"$target\"" else ""}
      eval "$postInstall"
    '';

  replaceVarsWith =
    {
      src,
      replacements,
      name ? escapedName src,
      dir ? "",
      isExecutable ? false,
      ...
    }:
    filled {
      inherit
        name
        src
        dir
        isExecutable
        ;
      variables = replacements;
      strict = true;
    };
in
{
  inherit
    buildEnv
    linkFarm
    replaceVarsWith
    substituteAll
    symlinkJoin
    ;
  replaceVars = src: replacements: replaceVarsWith { inherit src replacements; };
  substituteAllFiles =
    arguments@{ files, src, ... }:
    runCommand arguments.name
      (removeAttrs arguments [
        "name"
        "files"
      ])
      ''
        for file in ${builtins.concatStringsSep " " (map lib.escapeShellArg files)}; do
          mkdir -p "$(dirname "$out/$file")"
          substituteAll "$src/$file" "$out/$file"
        done
      '';
  linkFarmFromDrvs =
    name: drvs:
    linkFarm name (
      map (drv: {
        inherit (drv) name;
        path = drv;
      }) drvs
    );
  srcOnly =
    package:
    pkgs.stdenv.mkDerivation {
      name = "${package.name or package.pname}-source";
      inherit (package) src;
      patches = package.patches or [ ];
      phases = [
        "unpackPhase"
        "patchPhase"
        "installPhase"
      ];
      installPhase = "cp -r . $out";
    };
  copyPathToStore = builtins.path or (path: path);
}
