# For each attribute, the Debian packages that it is made of; those that only some releases have
# are left out.
let
  attributes = import ../attributes;
  debs =
    entry:
    if builtins.isString entry then
      [ entry ]
    else if builtins.isList entry then
      entry
    else
      entry.debs;
  isEverywhere = name: !(attributes.${name}.perRelease or false);
in
builtins.listToAttrs (
  map (name: {
    inherit name;
    value = debs attributes.${name};
  }) (builtins.filter isEverywhere (builtins.attrNames attributes))
)
