# Ids for users and groups that were given none.
#
# An id depends on the name alone: the name's hash, brought into the range. So a configuration that gains a user
# leaves the files of all others theirs. Where two names meet on one id, or a name meets an id that was assigned
# by hand, the name with the greater hash moves on to its next candidate (again a hash of the name alone). That
# is the one case in which adding a user can move another one; it is rare (ten names in 600 ids meet once in 14
# configurations), and it is reported, with the id to write down if the place must never change.
{ lib }:

let
  toInt = hex: (builtins.fromTOML "value = 0x${hex}").value;

  hash = text: builtins.hashString "sha256" text;

  candidate =
    range: name: attempt:
    let
      text = if attempt == 0 then name else "${name}:${toString attempt}";
    in
    range.from + lib.mod (toInt (builtins.substring 0 12 (hash text))) (range.to - range.from + 1);

  place =
    range: state: name:
    let
      go =
        attempt:
        let
          id = candidate range name attempt;
          owner = state.taken.${toString id} or null;
        in
        if owner == null then
          {
            ids = state.ids // {
              ${name} = id;
            };
            taken = state.taken // {
              ${toString id} = name;
            };
            moved = state.moved ++ lib.optional (attempt > 0) { inherit name id; };
          }
        else if attempt > 10000 then
          throw "there is no free id between ${toString range.from} and ${toString range.to} for ${name}"
        else
          go (attempt + 1);
    in
    go 0;
in
{
  # Where NixOS' own automatic ids are.
  system = {
    from = 400;
    to = 999;
  };
  normal = {
    from = 1000;
    to = 29999;
  };
  # systemd's range for DynamicUser=.
  dynamic = {
    from = 61184;
    to = 65519;
  };

  # entries: name → { id (or null); range }. Returns { ids, moved }: all names' ids, and those that
  # did not get the id that their name says.
  allocate =
    entries:
    let
      given = lib.filterAttrs (_: entry: entry.id != null) entries;
      open = lib.attrNames (lib.filterAttrs (_: entry: entry.id == null) entries);
      byHash = lib.sort (a: b: hash a < hash b) open;
    in
    lib.foldl' (state: name: place entries.${name}.range state name) {
      ids = lib.mapAttrs (_: entry: entry.id) given;
      taken = lib.mapAttrs' (name: entry: lib.nameValuePair (toString entry.id) name) given;
      moved = [ ];
    } byHash;
}
