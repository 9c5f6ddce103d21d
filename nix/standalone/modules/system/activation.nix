# `system.activationScripts`: shell commands that run at every start, before any unit.
{ config, lib, ... }:

let
  inherit (lib) mkOption types;

  scripts = config.system.activationScripts;

  scriptType = types.coercedTo types.str (text: { inherit text; }) (
    types.submodule {
      options = {
        text = mkOption {
          type = types.lines;
          description = "The commands.";
        };
        deps = mkOption {
          type = types.listOf types.str;
          default = [ ];
          description = "Scripts that run before this one.";
        };
        supportsDryActivation = mkOption {
          type = types.bool;
          default = false;
          description = "Accepted: there is no dry activation.";
        };
      };
    }
  );

  # What NixOS' own scripts do is done in the image already.
  ready = lib.genAttrs [
    "binsh"
    "etc"
    "groups"
    "hostname"
    "specialfs"
    "stdio"
    "tmpfs"
    "users"
    "usrbinenv"
    "var"
    "wrappers"
  ] (_: lib.mkDefault "");

  # Every script after the ones that it names.
  order =
    let
      visit =
        state: name:
        if lib.elem name state.done then
          state
        else if lib.elem name state.path then
          throw "system.activationScripts: these depend on each other: ${lib.concatStringsSep " → " (state.path ++ [ name ])}"
        else
          let
            script =
              scripts.${name}
                or (throw "system.activationScripts: there is no script `${name}', which `${lib.last state.path}' names in deps");
            before = lib.foldl' visit (state // { path = state.path ++ [ name ]; }) script.deps;
          in
          {
            done = before.done ++ [ name ];
            inherit (state) path;
          };
    in
    (lib.foldl' visit {
      done = [ ];
      path = [ ];
    } (lib.attrNames scripts)).done;

  wanted = lib.filter (name: scripts.${name}.text != "") order;

  # As in NixOS, a script that fails does not keep the others from running.
  step = name: ''
    # ${name}
    _localstatus=0
    (
      set -e
      ${scripts.${name}.text}
    ) || _localstatus=$?
    if [ "$_localstatus" != 0 ]; then
      echo "system.activationScripts.${name} failed with status $_localstatus" >&2
      _status=1
    fi
  '';
in
{
  options.system.activationScripts = mkOption {
    type = types.attrsOf scriptType;
    default = { };
    example = {
      uploads = "mkdir -p /data/uploads";
    };
    description = ''
      Shell commands that run at every start of the container, before any unit: as text, or with
      `deps`, the names of the scripts that come first.
    '';
  };

  config = {
    system.activationScripts = ready;

    systemd.services.nix-docker-activation = lib.mkIf (wanted != [ ]) {
      description = "system.activationScripts";
      wantedBy = [ "sysinit.target" ];
      before = [
        "sysinit.target"
        "docker-boot.service"
      ];
      unitConfig.DefaultDependencies = false;
      path = [ "/usr" ];
      serviceConfig = {
        Type = "oneshot";
        RemainAfterExit = true;
      };
      script = ''
        set +e
        _status=0
        ${lib.concatMapStrings step wanted}
        exit "$_status"
      '';
    };
  };
}
