# What files define of an option: [ { file, value } ]. Before 2022 files and values came apart; before 2021 a list of
# values with names could stand for a set.
{ lib }:
path: options:
let
  option = lib.getAttrFromPath path options;
  apart = lib.zipListsWith (file: value: { inherit file value; }) option.files option.definitions;
  all = option.definitionsWithLocations or apart;

  byName =
    value:
    lib.listToAttrs (map (one: lib.nameValuePair one.name one) (lib.filter (one: one ? name) value));
  asSet =
    definition:
    if builtins.isList definition.value then
      definition // { value = byName definition.value; }
    else
      definition;
in
if !(lib.hasAttrByPath path options) then
  [ ]
else if option.type.name or null == "loaOf" then
  map asSet all
else
  all
