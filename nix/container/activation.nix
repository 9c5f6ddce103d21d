# `system.activationScripts` as one shell script, which runs them at every start.
#
#   scripts  name → { text, deps }, or the text
#   absent   whether a script that others name in `deps` may be missing
{ lib }:

{
  scripts,
  absent ? _: false,
}@given:
let
  # NixOS has left a text as it is since 2021.
  scripts = lib.mapAttrs (
    _: script:
    {
      deps = [ ];
    }
    // (if builtins.isString script then { text = script; } else script)
  ) given.scripts;

  # Every script after the ones that it names.
  order =
    let
      visit =
        state: name:
        if lib.elem name state.done || (!(scripts ? ${name}) && absent name) then
          state
        else if lib.elem name state.path then
          throw "system.activationScripts: these depend on each other: ${
            lib.concatStringsSep " → " (state.path ++ [ name ])
          }"
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
  # Whether there is anything to run.
  any = wanted != [ ];

  text = ''
    set +e
    _status=0
    ${lib.concatMapStrings step wanted}
    exit "$_status"
  '';
}
