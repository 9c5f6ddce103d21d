# The options of a service, and how scripts, packages and schedules become directives.
{ lib, pkgs }:

let
  inherit (lib) mkOption types;
  inherit (import ../../short-options.nix { inherit lib; }) flag lines;
  unit = import ./unit-options.nix { inherit lib; };

  # Characters that unit names may have and names of store paths may not.
  storeName = lib.replaceStrings [ "@" "\\" ":" "%" ] [ "_" "-" "-" "-" ];

  # Bash is asked when building whether it can read the script.
  makeScript =
    name: text:
    "${pkgs.writeShellScript (storeName name) ''
      set -e

      ${text}
    ''}";

in
{
  options = {
    serviceConfig =
      unit.section
        {
          User = "shop";
          StateDirectory = "shop";
        }
        ''
          Directives of the unit's `[Service]` section, see systemd.service(5) and systemd.exec(5).
        '';

    environment = mkOption {
      type = (import ../../../../container/variables.nix { inherit lib; }).typeWith [ ];
      default = { };
      example = {
        LANG = "C.UTF-8";
      };
      description = "Environment variables of the service's processes.";
    };

    path = mkOption {
      type = types.listOf (types.either types.package types.str);
      default = [ ];
      example = lib.literalExpression "[ pkgs.git ]";
      description = "Packages whose programs the service finds on its PATH.";
    };
    enableDefaultPath = flag true ''
      Whether coreutils, findutils, grep and sed are on the PATH after the packages of `path`.
    '';

    script = lines "Shell commands that are the service.";
    scriptArgs = mkOption {
      type = types.str;
      default = "";
      example = "%i";
      description = "Arguments of `script`.";
    };
    preStart = lines "Shell commands that run before the service is started.";
    postStart = lines "Shell commands that run once the service has been started.";
    reload = lines "Shell commands that make the service read its configuration again.";
    preStop = lines "Shell commands that stop the service.";
    postStop = lines "Shell commands that run once the service has stopped.";
    enableStrictShellChecks = flag false "Accepted: the scripts are not checked.";

    jobScripts = mkOption {
      type = types.listOf types.path;
      default = [ ];
      internal = true;
      description = "The scripts that were generated for the unit.";
    };

    startAt = mkOption {
      type = types.either types.str (types.listOf types.str);
      default = [ ];
      example = "Sun 14:00:00";
      apply = lib.toList;
      description = "When the service is started, in the words of systemd.time(7).";
    };

    restartIfChanged = flag true "Accepted: a container is started anew when its configuration changes.";
    reloadIfChanged = flag false "Accepted: a container is started anew when its configuration changes.";
    stopIfChanged = flag true "Accepted: a container is started anew when its configuration changes.";
    notSocketActivated = flag false "Accepted: a container is started anew when its configuration changes.";
  };

  config =
    { name, config, ... }:
    let
      scripted =
        option: directive: suffix: args:
        lib.mkIf (config.${option} != "") (
          let
            path = makeScript "${name}-${suffix}" config.${option};
          in
          {
            jobScripts = [ path ];
            serviceConfig.${directive} = args path;
          }
        );
    in
    {
      # The scripts come before what serviceConfig adds to the same directive.
      config = lib.mkMerge [
        (scripted "preStart" "ExecStartPre" "pre-start" (path: lib.mkOrder 900 [ path ]))
        (scripted "script" "ExecStart" "start" (
          path: path + lib.optionalString (config.scriptArgs != "") " ${config.scriptArgs}"
        ))
        (scripted "postStart" "ExecStartPost" "post-start" (path: lib.mkOrder 900 [ path ]))
        (scripted "reload" "ExecReload" "reload" (path: path))
        (scripted "preStop" "ExecStop" "pre-stop" (path: path))
        (scripted "postStop" "ExecStopPost" "post-stop" (path: path))
        {
          path = lib.mkIf config.enableDefaultPath (
            lib.mkAfter [
              pkgs.coreutils
              pkgs.findutils
              pkgs.gnugrep
              pkgs.gnused
            ]
          );
          environment = lib.mkIf (config.path != [ ]) {
            PATH = lib.concatStringsSep ":" (
              map (package: "${package}/bin") config.path ++ map (package: "${package}/sbin") config.path
            );
          };
        }
      ];
    };
}
