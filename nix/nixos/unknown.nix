# Options that a configuration sets and that NixOS has not: a second evaluation, after one that has failed.
#
#   evaluate  NixOS with further arguments of modules and with modules, see ./default.nix
#   modules   the user's
#   named     path of the option that the failed evaluation named
#   deep      whether mistakes in the values of options are looked for
#   isUsers   whether a file is the user's
{
  lib,
  evaluate,
  modules,
  named,
  deep,
  isUsers,
}:
let
  unchecked = evaluate { } (modules ++ [ { _module.check = false; } ]);

  # Before 2020's last months the names of all definitions stood beside the options. Since then what no option
  # declares can be a value of a type. The modules must not see that one, as some say what depends on their
  # configuration.
  old = !(unchecked.options ? _module.freeformType);
  evaluated =
    if old then
      unchecked
    else
      evaluate
        {
          config = unchecked.config // {
            inherit (unchecked) _module;
          };
        }
        (
          modules
          ++ [
            {
              _module.freeformType = lib.mkOptionType {
                name = "unknown";
                merge = _: definitions: { nix-docker-unknown = definitions; };
              };
            }
          ]
        );
  inherit (evaluated) options;

  # What in `value` is no option, however deep.
  below =
    options: value:
    lib.concatMap (
      name:
      if !(options ? ${name}) then
        [
          {
            path = [ name ];
            value = value.${name};
          }
        ]
      else if lib.isOption options.${name} || !(builtins.isAttrs value.${name}) then
        [ ]
      else
        map (found: found // { path = [ name ] ++ found.path; }) (below options.${name} value.${name})
    ) (lib.attrNames value);

  unmatched = lib.concatMap (
    definition: map (found: found // { inherit (definition) file; }) (below options definition.value)
  ) (evaluated.config.nix-docker-unknown or [ ]);

  defined =
    path: options:
    lib.concatMap (
      definition:
      map (name: {
        path = path ++ [ name ];
        inherit (definition) file;
      }) (lib.filter (name: !(options ? ${name})) definition.names)
    ) (options._definedNames or [ ])
    ++ lib.concatMap (
      name:
      let
        option = options.${name};
      in
      lib.optionals (name != "_definedNames" && builtins.isAttrs option && !(lib.isOption option)) (
        defined (path ++ [ name ]) option
      )
    ) (lib.attrNames options);

  atTop = if old then defined [ ] options else unmatched;

  # Modules that the mistakes are about, those that the user switches on, and those that everybody has: to look at
  # all there are takes long.
  roots = lib.optionals deep (
    lib.unique (
      map (path: lib.take 2 path) ([ named ] ++ map (found: found.path) atTop)
      ++ map (name: [
        "services"
        name
      ]) (lib.filter isSwitchedOn (lib.attrNames (options.services or { })))
    )
    ++ map (lib.splitString ".") [
      "systemd.services"
      "systemd.sockets"
      "systemd.timers"
      "users.groups"
      "users.users"
    ]
  );

  isSwitchedOn =
    name:
    let
      test = builtins.tryEval (lib.any isUsers (options.services.${name}.enable.files or [ ]));
    in
    test.success && test.value;
in
import ../unknown.nix {
  inherit
    lib
    options
    roots
    isUsers
    named
    ;
  unmatched = atTop;
}
