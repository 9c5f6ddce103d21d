# Options that a configuration sets and that there are not, and those beside them: asked for after an evaluation has
# failed for one of them.
#
#   options    all that there are
#   unmatched  [ { path, file, value } ] of those that there are not, as far as they are not within an option's value
#   roots      paths of options in whose values mistakes are looked for as well
#   isUsers    whether a file is the user's
#   named      path of the option that the failed evaluation named; it is the last where nothing else is found
{
  lib,
  options,
  unmatched,
  roots,
  isUsers,
  named,
}:
let
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

  # The same name in another place: services.docker is virtualisation.docker. `enable` says nothing of a place.
  elsewhere =
    path:
    let
      name = lib.last path;
      places = lib.filter (
        place: place != lib.head path && !(lib.isOption options.${place}) && options.${place} ? ${name}
      ) (own options);
    in
    lib.optionals (lib.length path == 2 && lib.last path != "enable") (
      map (place: [
        place
        name
      ]) places
    );

  # What a definition is under a condition or with a priority, be it so or not.
  plain =
    value:
    let
      kind = if builtins.isAttrs value then value._type or null else null;
    in
    if kind == "if" || kind == "override" || kind == "order" then
      plain value.content
    else if kind == "merge" then
      lib.concatMap plain value.contents
    else
      [ value ];

  # Of a submodule's definition: no functions, and nothing that stands for itself.
  submodules =
    value:
    map (value: value.config or value) (
      lib.filter (value: builtins.isAttrs value && !(value ? _type) && !(value ? imports)) (plain value)
    );

  # Mistakes in the value of an option: definitions of names that its submodules do not have.
  within =
    option: file: value:
    let
      sub = inner option;
      # Below the names, or the elements, that the user chooses.
      chosen =
        depth: path: value:
        if depth == 0 then
          lib.concatMap (ofSubmodule sub.options option.loc path) (submodules value)
        else
          lib.concatMap (
            value:
            if builtins.isAttrs value && !(lib.isDerivation value) then
              lib.concatMap (name: chosen (depth - 1) (path ++ [ name ]) value.${name}) (lib.attrNames value)
            else
              [ ]
          ) (plain value);
    in
    if sub.options == { } then
      [ ]
    else
      map (found: found // { inherit file; }) (chosen sub.chosen option.loc value);

  ofSubmodule =
    options: loc: path: value:
    lib.concatMap (
      name:
      let
        here = path ++ [ name ];
        option = options.${name};
      in
      if !(options ? ${name}) then
        lib.optional (!(options ? _freeformOptions) && name != "_module") {
          path = here;
          value = value.${name};
        }
      else if lib.isOption option then
        tried (within (option // { loc = here; }) "" value.${name})
      else
        lib.concatMap (ofSubmodule option loc here) (lib.filter builtins.isAttrs (plain value.${name}))
    ) (lib.attrNames value);

  # What can't be looked at has no mistakes that can be told.
  tried =
    list:
    let
      test = builtins.tryEval (builtins.deepSeq (map (found: found.path) list) list);
    in
    if test.success then test.value else [ ];

  insideOf =
    options:
    if lib.isOption options then
      tried (
        lib.concatMap (definition: within options definition.file definition.value) (
          lib.filter (definition: isUsers definition.file) (
            # Before 2022 files and values came apart.
            options.definitionsWithLocations
              or (lib.zipListsWith (file: value: { inherit file value; }) options.files options.definitions)
          )
        )
      )
    else
      lib.concatMap (name: insideOf options.${name}) (own options);

  inside = lib.concatMap (
    root: if lib.hasAttrByPath root options then insideOf (lib.getAttrFromPath root options) else [ ]
  ) roots;

  all = unmatched ++ inside;

  describe =
    {
      path,
      file,
      value ? null,
    }:
    let
      sets = lib.filter builtins.isAttrs (plain value);
    in
    {
      inherit path;
      file = toString file;
      elsewhere = elsewhere path;
      beside = beside options path;
      # What it is set to, by the names in it.
      holds = lib.unique (lib.concatMap lib.attrNames sets);
    };
in
map describe (
  if all == [ ] then
    [
      {
        path = named;
        file = "";
      }
    ]
  else
    lib.attrValues (
      lib.listToAttrs (
        map (found: lib.nameValuePair "${found.file} ${lib.showOption found.path}" found) all
      )
    )
)
