# stdenv.mkDerivation and runCommand: phases and hooks by setup.sh, compilers and tools the host's.
{
  lib,
  system,
  pkgs,
}:
let
  package = import ../package.nix;

  hostPlatform = lib.systems.elaborate system;

  # What says something to setup.sh or to Nix other than by its own name.
  asBuilds =
    arguments:
    arguments
    // {
      inherit system;
      name = arguments.name or "${arguments.pname}-${arguments.version}";
      builder = arguments.builder or "/bin/bash";
      args =
        arguments.args or [
          "-c"
          # bash complains about itself when a command fails that a function has sourced.
          ''
            source ${../setup.sh}
            if [ -n "''${buildCommandPath-}" ]; then source "$buildCommandPath"; else genericBuild; fi
          ''
        ];
      setup = ../setup.sh;
      outputs = arguments.outputs or [ "out" ];
    }
    // (if arguments ? env then { env = null; } // arguments.env else { });

  withoutNull =
    set:
    builtins.removeAttrs set (builtins.filter (name: set.${name} == null) (builtins.attrNames set));

  withoutOutputs = set: if set.outputs == [ "out" ] then removeAttrs set [ "outputs" ] else set;

  derived = arguments: package.make (withoutOutputs (withoutNull (asBuilds arguments)));

  # `mkDerivation { … }` and `mkDerivation (final: { … })`. What overrideAttrs changes goes through
  # the whole way again.
  mkDerivation =
    from:
    let
      arguments =
        if builtins.isFunction from then from (arguments // { finalPackage = result; }) else from;
      result = derived arguments // {
        overrideAttrs =
          change:
          mkDerivation (
            final:
            let
              previous = if builtins.isFunction from then from final else from;
              once = if builtins.isFunction change then change previous else change;
            in
            previous // (if builtins.isFunction once then change final previous else once)
          );
      };
    in
    result;

  stdenv = {
    inherit
      mkDerivation
      system
      hostPlatform
      ;
    inherit (hostPlatform) isLinux isDarwin;
    buildPlatform = hostPlatform;
    targetPlatform = hostPlatform;
    name = "stdenv-host";
    shell = "/bin/bash";
    setup = ../setup.sh;
    cc = {
      isGNU = true;
      isClang = false;
      targetPrefix = "";
      # Its libraries: what is compiled elsewhere finds them by LD_LIBRARY_PATH.
      cc = pkgs.gcc-unwrapped;
      libc = pkgs.glibc;
    };
  };

  runCommandWith =
    {
      name,
      stdenv ? null,
      runLocal ? false,
      derivationArgs ? { },
    }:
    command:
    mkDerivation (
      {
        inherit name;
        buildCommand = command;
        passAsFile = [ "buildCommand" ] ++ derivationArgs.passAsFile or [ ];
        preferLocalBuild = runLocal;
      }
      // removeAttrs derivationArgs [ "passAsFile" ]
    );

  runCommand = name: derivationArgs: runCommandWith { inherit name derivationArgs; };

  runCommandLocal =
    name: derivationArgs:
    runCommandWith {
      inherit name derivationArgs;
      runLocal = true;
    };

  shellOf =
    {
      name ? "nix-shell",
      packages ? [ ],
      inputsFrom ? [ ],
      ...
    }@arguments:
    let
      all =
        kind: arguments.${kind} or [ ] ++ builtins.concatMap (package: package.${kind} or [ ]) inputsFrom;
    in
    mkDerivation (
      removeAttrs arguments [
        "packages"
        "inputsFrom"
      ]
      // {
        inherit name;
        buildInputs = all "buildInputs";
        nativeBuildInputs = packages ++ all "nativeBuildInputs";
        buildCommand = "printf '%s\\n' $nativeBuildInputs $buildInputs > $out";
        passAsFile = [ "buildCommand" ];
      }
    );
in
{
  inherit stdenv runCommandWith runCommand;
  inherit (stdenv)
    mkDerivation
    hostPlatform
    buildPlatform
    targetPlatform
    ;
  stdenvNoCC = stdenv;
  gccStdenv = stdenv;
  runtimeShell = "${pkgs.bash}/bin/bash";
  runtimeShellPackage = pkgs.bash;
  inherit runCommandLocal;
  runCommandCC = runCommand;
  runCommandNoCC = runCommand;
  runCommandNoCCLocal = runCommandLocal;
  # What a shell would find; built, a list of it.
  mkShell = shellOf;
  mkShellNoCC = shellOf;
  emptyFile = runCommand "empty-file" { } "touch $out";
  emptyDirectory = runCommand "empty-directory" { } "mkdir $out";
  makeSetupHook =
    {
      name ? "hook",
      propagatedBuildInputs ? [ ],
      substitutions ? { },
      ...
    }:
    script:
    runCommand name (substitutions // { inherit propagatedBuildInputs; }) ''
      mkdir -p $out/nix-support
      cp ${script} $out/nix-support/setup-hook
      chmod u+w $out/nix-support/setup-hook
      substituteAllInPlace $out/nix-support/setup-hook
      echo "$propagatedBuildInputs" > $out/nix-support/propagated-build-inputs
    '';
  # setup.sh has their functions already.
  makeWrapper = runCommand "make-wrapper" { } "mkdir $out";
  makeBinaryWrapper = runCommand "make-wrapper" { } "mkdir $out";
  makeShellWrapper = runCommand "make-wrapper" { } "mkdir $out";
  lndir = runCommand "lndir" { } "mkdir $out";
}
