# `programs.bash`, and what login shells of the container read.
{ config, lib, ... }:

let
  inherit (lib) mkOption types;
  cfg = config.programs.bash;
  inherit (config) environment;

  script = (import ../short-options.nix { inherit lib; }).lines;

  variables = import ../../../container/variables.nix { inherit lib; };

  exports = lib.concatStrings (
    lib.mapAttrsToList (name: value: ''
      export ${name}=${lib.escapeShellArg (variables.toText value)}
    '') environment.variables
  );

  aliases = lib.concatStrings (
    lib.mapAttrsToList (name: value: ''
      alias -- ${name}=${lib.escapeShellArg value}
    '') (lib.filterAttrs (_: value: value != null) (environment.shellAliases // cfg.shellAliases))
  );

  motd = import ../../../container/motd.nix {
    inherit lib;
    text = config.users.motd;
    file = config.users.motdFile;
  };

  interactive = ''
    case $- in *i*) ;; *) return ;; esac
    ${motd}${cfg.promptInit}
    ${aliases}${environment.interactiveShellInit}${cfg.interactiveShellInit}
  '';
in
{
  options.programs.bash = {
    enable = mkOption {
      type = types.bool;
      default = true;
      description = "Whether bash reads what is configured here.";
    };
    completion = mkOption {
      type = types.attrsOf types.anything;
      default = { };
      description = "Accepted: completion comes with the package bash-completion.";
    };
    enableCompletion = mkOption {
      type = types.bool;
      default = false;
      description = "Accepted: completion comes with the package bash-completion.";
    };
    shellAliases = mkOption {
      type = types.attrsOf (types.nullOr types.str);
      default = { };
      description = "Other names of commands, besides `environment.shellAliases`.";
    };
    shellInit = script "Shell commands that every bash that is a login shell runs.";
    loginShellInit = script "Shell commands that login shells run.";
    interactiveShellInit = script "Shell commands that interactive shells run.";
    promptInit = mkOption {
      type = types.lines;
      default = ''PS1='\u@\h:\w\$ ' '';
      description = "Shell commands that set the prompt.";
    };
  };

  config = lib.mkIf cfg.enable {
    environment.etc = {
      profile.text = ''
        export PATH=${variables.pathAfter config.docker.internal.searchPath}
        ${exports}${lib.optionalString environment.localBinInPath ''
          PATH=$HOME/.local/bin:$PATH
        ''}${lib.optionalString environment.homeBinInPath ''
          PATH=$HOME/bin:$PATH
        ''}${environment.extraInit}${environment.shellInit}${environment.loginShellInit}${cfg.shellInit}${cfg.loginShellInit}
        if [ -n "''${BASH-}" ] && [ -r /etc/bash.bashrc ]; then
          . /etc/bash.bashrc
        fi
      '';
      # Debian's bash reads the one, nixpkgs' the other.
      "bash.bashrc".text = interactive;
      bashrc.text = interactive;
      shells.text = lib.concatMapStrings (shell: "${shell}${shell.shellPath or ""}\n") (
        [
          "/bin/sh"
          "/bin/bash"
        ]
        ++ environment.shells
      );
    };
  };
}
