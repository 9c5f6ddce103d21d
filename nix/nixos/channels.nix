# Ways to take a part of an evaluated NixOS: all but what a NixOS without the user's modules has as well, unless
# the user's own files define it or switch it on.
#
#   full, bare  NixOS with and without the user's modules
#
# Of attribute sets the names are compared, of lists the files that define something.
{
  lib,
  full,
  bare,
  nixpkgs,
}:
let
  inherit (full) config options;

  ours = "${toString ../.}/";
  theirs = "${toString nixpkgs}/";
  isOurs = file: lib.hasPrefix ours (toString file) || toString file == "nix-docker";
  isUsers = file: !(lib.hasPrefix theirs (toString file)) && !(isOurs file);

  machines = import ./machines.nix;
  isMachines =
    file: lib.any (prefix: lib.hasPrefix "${theirs}nixos/modules/${prefix}" (toString file)) machines.files;

  at = lib.getAttrFromPath;
  has = lib.hasAttrByPath;

  # Before 2022 files and values came apart.
  definitionsOf =
    option:
    option.definitionsWithLocations or (lib.zipListsWith (file: value: { inherit file value; }) option.files
      option.definitions
    );
  definitions = path: of: if has path of.options then definitionsOf (at path of.options) else [ ];

  # Whether a file of the user's says so.
  saidByUser =
    path:
    has (path ++ [ "files" ]) options && lib.any isUsers (at path options).files && at path config == true;

  # Whether the user switched on what this file of NixOS is about: `services.NAME.enable` and its like,
  # declared there. A bare NixOS has it on, too, but nobody asked for it.
  switchedOn =
    file:
    let
      parts = lib.splitString "/" (toString file);
      last = lib.last parts;
      stem =
        if last == "default.nix" then lib.last (lib.init parts) else lib.removeSuffix ".nix" last;
      declaredHere =
        path:
        has (path ++ [ "declarations" ]) options
        && lib.any (declaration: toString declaration == toString file) (at path options).declarations;
    in
    lib.any (path: declaredHere path && saidByUser path) (
      map (space: [ space stem "enable" ]) [
        "networking"
        "programs"
        "security"
        "services"
        "virtualisation"
      ]
    );

  # An attribute set: { value, dropped }.
  attrs =
    {
      path,
      # Whether what a user's file says of a name makes it, rather than sets something about it.
      makes ? _: true,
      # Names that stay, or go, whoever defines them.
      keeps ? _: false,
      drops ? _: false,
    }:
    let
      all = if has path config then at path config else { };
      known = at path bare.config;
      of = file: lib.filter (definition: file definition.file) (definitions path full);
      own = of isUsers;
      elsewhere = lib.foldl' (names: definition: names // definition.value) { } (
        of (file: !(isMachines file))
      );
      wanted =
        name:
        if keeps name then
          true
        else if drops name then
          false
        else if !(known ? ${name}) then
          elsewhere ? ${name}
        else
          lib.any (definition: definition.value ? ${name} && makes definition.value.${name}) own
          || lib.any (definition: definition.value ? ${name}) (of isOurs)
          || lib.any (
            definition:
            definition.value ? ${name} && !(isMachines definition.file) && switchedOn definition.file
          ) (
            definitions path bare
          );
      names = lib.partition wanted (lib.attrNames all);
    in
    {
      value = lib.getAttrs names.right all;
      dropped = names.wrong;
    };

  # A list: what is defined in files that define nothing of it in a bare NixOS, or that are switched on.
  list =
    path:
    let
      known = lib.listToAttrs (
        map (definition: lib.nameValuePair (toString definition.file) null) (
          lib.filter (definition: definition.value != [ ]) (definitions path bare)
        )
      );
      wanted =
        definition:
        !(isMachines definition.file)
        && (!(known ? ${toString definition.file}) || isOurs definition.file || switchedOn definition.file);
    in
    lib.concatMap (definition: definition.value) (lib.filter wanted (definitions path full));

  # A list, but for what belongs to a machine.
  ofContainer =
    path:
    lib.concatMap (definition: definition.value) (
      lib.filter (definition: !(isMachines definition.file)) (definitions path full)
    );

  # What files define that say nothing of it in a bare NixOS: the user's, and those of modules that they switch on.
  brought =
    path:
    let
      known = map (definition: toString definition.file) (definitions path bare);
    in
    lib.foldl' (names: definition: names // definition.value) { } (
      lib.filter (
        definition: !(isMachines definition.file) && !(lib.elem (toString definition.file) known)
      ) (definitions path full)
    );
in
{
  inherit
    attrs
    list
    brought
    ofContainer
    isUsers
    ;
}
