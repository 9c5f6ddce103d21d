# `environment.*` beyond /etc: packages, variables, and the shells' start.
{
  config,
  lib,
  ...
}:

let
  inherit (lib) mkOption types;
  cfg = config.environment;
  ofVariables = import ../../../container/variables.nix { inherit lib; };

  variables =
    description:
    mkOption {
      type = types.attrsOf (
        types.nullOr (
          types.oneOf [
            (types.listOf (
              types.oneOf [
                types.int
                types.str
                types.path
              ]
            ))
            types.int
            types.str
            types.path
          ]
        )
      );
      default = { };
      example = {
        EDITOR = "vim";
      };
      apply = lib.filterAttrs (_: value: value != null);
      inherit description;
    };

  script = (import ../short-options.nix { inherit lib; }).lines;

  # What pam_env reads for those who log in without a shell of their own's start. It has no word for these characters;
  # a `$` is a shell's to resolve.
  forPam = lib.filterAttrs (
    _: value:
    !lib.any (character: lib.hasInfix character value) [
      "$"
      "@"
      "\""
      "\\"
      "#"
      "\n"
    ]
  ) (lib.mapAttrs (_: ofVariables.toText) cfg.variables);

  path = ofVariables.pathAfter config.docker.internal.searchPath;

  names = mkOption {
    type = types.listOf types.str;
    default = [ ];
    description = "Accepted: every file of the packages is there.";
  };
in
{
  options.environment = {
    systemPackages = mkOption {
      type = types.listOf types.package;
      default = [ ];
      example = lib.literalExpression "[ pkgs.curl ]";
      description = "Packages whose programs are on everybody's PATH, under /usr.";
    };

    defaultPackages = mkOption {
      type = types.listOf types.package;
      default = [ ];
      description = "Further packages that are on everybody's PATH.";
    };

    variables = variables ''
      Environment variables of the container's first process, of `docker exec` and of logins. A list
      is joined with colons.
    '';
    sessionVariables = variables "The same as `variables`; on NixOS these are set earlier.";

    shellAliases = mkOption {
      type = types.attrsOf (types.nullOr types.str);
      default = { };
      example = {
        ll = "ls -l";
      };
      description = "Other names of commands in interactive shells.";
    };

    extraInit = script "Shell commands that every login shell runs, after the variables were set.";
    shellInit = script "Shell commands that every login shell runs.";
    loginShellInit = script "Shell commands that login shells run.";
    interactiveShellInit = script "Shell commands that interactive shells run.";

    shells = mkOption {
      type = types.listOf (types.either types.package types.path);
      default = [ ];
      description = "Shells that users may have, besides /bin/sh and /bin/bash.";
    };

    pathsToLink = names;
    extraOutputsToInstall = names;
    profiles = names;
    enableAllTerminfo = mkOption {
      type = types.bool;
      default = false;
      description = "Accepted: terminals' descriptions come with the package that has them.";
    };
    localBinInPath = mkOption {
      type = types.bool;
      default = false;
      description = "Whether ~/.local/bin is on the PATH of logins.";
    };
    homeBinInPath = mkOption {
      type = types.bool;
      default = false;
      description = "Whether ~/bin is on the PATH of logins.";
    };
  };

  config.environment = {
    systemPackages = cfg.defaultPackages;
    variables = lib.mapAttrs (_: lib.mkDefault) cfg.sessionVariables;
    etc = lib.mkIf (!config.docker.minimal) {
      environment.text = lib.concatStrings (
        lib.mapAttrsToList (name: value: "${name}=\"${value}\"\n") ({ PATH = path; } // forPam)
      );
    };
  };
}
