# What files define of an option: [ { file, value } ]. Before 2022 files and values came apart.
{ lib }:
path: options:
let
  option = lib.getAttrFromPath path options;
  apart = lib.zipListsWith (file: value: { inherit file value; }) option.files option.definitions;
in
if lib.hasAttrByPath path options then option.definitionsWithLocations or apart else [ ]
