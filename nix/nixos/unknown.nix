# Options that a configuration sets and that there are not, and those beside them: a second evaluation, after one
# that has failed.
#
#   evaluate  NixOS with further arguments of modules and with modules, see ./default.nix
#   modules   the user's
#   named     path of the option that the failed evaluation named
#
# That one is the last where it is an option inside of another, as those of a virtual host.
{
  lib,
  evaluate,
  modules,
  named,
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

  # Paths of `value` that are no option, however deep.
  below =
    options: value:
    lib.concatMap (
      name:
      if !(options ? ${name}) then
        [ [ name ] ]
      else if lib.isOption options.${name} || !(builtins.isAttrs value.${name}) then
        [ ]
      else
        map (path: [ name ] ++ path) (below options.${name} value.${name})
    ) (lib.attrNames value);

  unmatched = lib.concatMap (
    definition:
    map (path: {
      inherit path;
      inherit (definition) file;
    }) (below options definition.value)
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

  # Options within an option's value, and how many names that the user chooses come before them: a virtual host's.
  inner =
    option:
    let
      options = option.type.getSubOptions [ ];
      # Any of them says where it is, `<name>` in the place of those names.
      chosen =
        depth: options:
        if lib.isOption options then
          lib.length options.loc - depth
        else
          chosen (depth + 1) options.${lib.head (own options)};
    in
    {
      inherit options;
      chosen = if options == { } then 0 else chosen 0 options;
    };

  own = options: lib.filter (name: !(lib.hasPrefix "_" name)) (lib.attrNames options);

  # All that stands where a path ends below `options`: the program finds those that are near.
  beside =
    options: path:
    let
      name = lib.head path;
      rest = lib.tail path;
    in
    if path == [ ] then
      [ [ ] ]
    else if lib.isOption options then
      let
        sub = inner options;
        within = lib.take sub.chosen path;
      in
      if sub.options == { } || lib.length path <= sub.chosen then
        [ ]
      else
        map (found: within ++ found) (beside sub.options (lib.drop sub.chosen path))
    else if options ? ${name} then
      map (found: [ name ] ++ found) (beside options.${name} rest)
    else
      map (candidate: [ candidate ]) (own options);

  # The same name in another place: services.docker is virtualisation.docker.
  elsewhere =
    path:
    let
      name = lib.last path;
      places = lib.filter (
        place: place != lib.head path && !(lib.isOption options.${place}) && options.${place} ? ${name}
      ) (own options);
    in
    lib.optionals (lib.length path == 2) (map (place: [ place name ]) places);

  describe =
    { path, file }:
    {
      inherit path;
      file = toString file;
      elsewhere = elsewhere path;
      beside = beside options path;
    };
in
map describe (
  lib.unique (
    if atTop == [ ] then
      [
        {
          path = named;
          file = "";
        }
      ]
    else
      atTop
  )
)
