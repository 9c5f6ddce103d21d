# Files and scripts out of strings.
{
  lib,
  system,
  pkgs,
}:
let
  package = import ../package.nix;

  storeName = builtins.replaceStrings [ "/" " " "@" ] [ "-" "-" "-" ];

  # The shortest way from a string to a file: no more than the host's /bin/sh and mv.
  writeTextFile =
    {
      name ? pname,
      pname ? name,
      text,
      executable ? false,
      destination ? "",
      checkPhase ? "",
      meta ? { },
      passthru ? { },
      derivationArgs ? { },
      allowSubstitutes ? false,
      preferLocalBuild ? true,
    }:
    package.make (
      {
        name = storeName name;
        inherit
          system
          text
          destination
          checkPhase
          meta
          passthru
          preferLocalBuild
          allowSubstitutes
          ;
        executable = if executable == null || executable == false then "" else "1";
        passAsFile = [ "text" ];
        builder = "/bin/sh";
        args = [
          "-e"
          ./write.sh
        ];
      }
      // derivationArgs
    );

  writeText =
    name: text:
    writeTextFile {
      inherit name text;
    };

  writeScript =
    name: text:
    writeTextFile {
      inherit name text;
      executable = true;
    };

  writeScriptBin =
    name: text:
    writeTextFile {
      inherit name text;
      executable = true;
      destination = "/bin/${name}";
      meta.mainProgram = name;
    };

  writeTextDir =
    path: text:
    writeTextFile {
      name = builtins.baseNameOf path;
      destination = "/${path}";
      inherit text;
    };

  # Checks the syntax with the host's bash, which is to speak of the script by its name.
  checkShell = ''
    /bin/bash -c 'exec -a "$name" /bin/bash -n < "$target"'
  '';

  writeShellScript =
    name: text:
    writeTextFile {
      inherit name;
      executable = true;
      text = ''
        #!${pkgs.runtimeShell}
        ${text}
      '';
      checkPhase = checkShell;
    };

  writeShellScriptBin =
    name: text:
    writeTextFile {
      inherit name;
      executable = true;
      destination = "/bin/${name}";
      text = ''
        #!${pkgs.runtimeShell}
        ${text}
      '';
      checkPhase = checkShell;
      meta.mainProgram = name;
    };

  writeShellApplication =
    {
      name,
      text,
      runtimeInputs ? [ ],
      runtimeEnv ? null,
      meta ? { },
      passthru ? { },
      checkPhase ? null,
      excludeShellChecks ? [ ],
      extraShellCheckFlags ? [ ],
      bashOptions ? [
        "errexit"
        "nounset"
        "pipefail"
      ],
      derivationArgs ? { },
      inheritPath ? true,
    }:
    let
      variables = if runtimeEnv == null then { } else runtimeEnv;
      lines =
        map (option: "set -o ${option}") bashOptions
        ++ map (name: "${lib.toShellVar name variables.${name}}\nexport ${name}") (
          builtins.attrNames variables
        )
        ++ (
          if runtimeInputs == [ ] then
            [ ]
          else
            [ ''export PATH="${lib.makeBinPath runtimeInputs}${if inheritPath then ":$PATH" else ""}"'' ]
        );
    in
    writeTextFile {
      inherit name passthru derivationArgs;
      executable = true;
      destination = "/bin/${name}";
      text = "#!${pkgs.runtimeShell}\n" + builtins.concatStringsSep "\n" lines + "\n\n${text}\n";
      checkPhase = if checkPhase == null then checkShell else checkPhase;
      meta = meta // {
        mainProgram = name;
      };
    };

  concatTextFile =
    {
      name,
      files,
      executable ? false,
      destination ? "",
      checkPhase ? "",
      meta ? { },
      passthru ? { },
    }:
    pkgs.runCommand (storeName name)
      {
        inherit
          files
          destination
          checkPhase
          meta
          passthru
          ;
      }
      ''
        target=$out$destination
        mkdir -p "$(dirname "$target")"
        cat $files > "$target"
        ${if executable then "chmod +x \"$target\"" else ""}
        eval "$checkPhase"
      '';
in
{
  inherit
    concatTextFile
    writeScript
    writeScriptBin
    writeShellApplication
    writeShellScript
    writeShellScriptBin
    writeText
    writeTextDir
    writeTextFile
    ;
  concatText = name: files: concatTextFile { inherit name files; };
  concatScript =
    name: files:
    concatTextFile {
      inherit name files;
      executable = true;
    };
  writers = import ./writers.nix { inherit lib pkgs; };
}
