# Ways to take a part of an evaluated NixOS: all but what a NixOS without the user's modules has as well, unless
# the user's own files define it or switch it on.
#
#   full   NixOS with the user's modules
#   known  what a NixOS without them has, see ./known.nix
#
# Of attribute sets the names are compared, of lists the files that define something.
{
  lib,
  full,
  known,
  nixpkgs,
}:
let
  inherit (full) config options;

  # Asked for each definition of each option, of which there are thousands: nixpkgs' `hasPrefix` takes long.
  startsWith =
    prefix:
    let
      length = builtins.stringLength prefix;
    in
    file: builtins.substring 0 length (toString file) == prefix;

  ours = startsWith "${toString ../.}/";
  theirs = startsWith "${toString nixpkgs}/";
  isOurs = file: ours file || toString file == "nix-docker";
  isUsers = file: !(theirs file) && !(isOurs file);

  # Files are grouped by how their names begin, so that few are compared with a file.
  beginning =
    file: builtins.substring 0 (if builtins.substring 0 9 file == "services/" then 12 else 6) file;
  # What adapts services to Debian's programs does not make them.
  isAdapted = file: toString file == toString ./hybrid/services.nix;

  machines = lib.groupBy beginning (import ./machines.nix).files;
  modulesOfTree = builtins.stringLength "${toString nixpkgs}/nixos/modules/";
  isListed =
    file:
    let
      name = builtins.substring modulesOfTree 1000 (toString file);
      candidates = machines.${beginning name} or [ ];
    in
    candidates != [ ] && lib.any (machine: startsWith machine name) candidates && theirs file;

  # Images for the machines of a provider, and installers, switch sshd on for those who administer the machine.
  filesOfSshd = [
    "${toString nixpkgs}/nixos/modules/services/networking/ssh/sshd.nix"
    (toString ./sshd.nix)
  ];
  hasMachinesSshd =
    let
      files = options.services.openssh.enable.files or [ ];
    in
    files != [ ] && lib.all isListed files && !(isSaid options.services.openssh);
  isMachines = file: isListed file || lib.elem (toString file) filesOfSshd && hasMachinesSshd;

  has = lib.hasAttrByPath;
  set = import ./set.nix { inherit lib; };

  definitions = path: import ./definitions.nix { inherit lib; } path options;
  knownOf = path: known.${lib.concatStringsSep "." path};

  # Whether the user's files define an option, or one below.
  isSaid =
    options:
    if options ? files then
      lib.any isUsers options.files
    else
      builtins.isAttrs options
      && lib.any isSaid (lib.attrValues (removeAttrs options [ "_definedNames" ]));

  # Whether the user switched on what this file of NixOS is about: `services.NAME.enable` and its like,
  # declared there, or said anything else of it. A bare NixOS has it on, too, but nobody asked for it.
  switchedOn =
    file:
    let
      last = baseNameOf file;
      stem = if last == "default.nix" then baseNameOf (dirOf file) else lib.removeSuffix ".nix" last;
      saidByUser =
        space:
        let
          place = options.${space}.${stem} or { };
          option = place.enable or { };
          # What bash reads at its start is looked at separately (./shells.nix).
          asked = if stem == "bash" then isSaid option else isSaid place;
        in
        option ? files
        && lib.any (declaration: toString declaration == file) option.declarations
        && asked
        && config.${space}.${stem}.enable == true;
    in
    lib.any saidByUser [
      "networking"
      "programs"
      "security"
      "services"
      "virtualisation"
    ];

  # An attribute set: { value, dropped }.
  attrs =
    {
      path,
      # Whether what a user's file says of a name makes it, rather than sets something about it.
      makes ? _: true,
      # Names that stay, or go, whichever files define them.
      keeps ? _: false,
      drops ? _: false,
    }:
    let
      all = if has path config then set path full else { };
      names = knownOf path;
      defined = definitions path;
      foreign = lib.filter (definition: !(theirs definition.file)) defined;
      parts = lib.partition (definition: isOurs definition.file) foreign;

      # Most files define only what every NixOS has, or nothing.
      news = removeAttrs all (lib.attrNames names);
      elsewhere = lib.foldl' (
        found: definition:
        let
          new = builtins.intersectAttrs news definition.value;
        in
        if new == { } || isMachines definition.file then found else found // new
      ) { } defined;

      wanted =
        name:
        if keeps name then
          true
        else if drops name then
          false
        else if !(names ? ${name}) then
          elsewhere ? ${name}
        else
          lib.any (definition: definition.value ? ${name} && makes definition.value.${name}) parts.wrong
          || lib.any (definition: definition.value ? ${name} && !(isAdapted definition.file)) parts.right
          || lib.any (file: switchedOn file && !(isMachines file)) names.${name};
      split = lib.partition wanted (lib.attrNames all);
    in
    {
      value = lib.getAttrs split.right all;
      dropped = split.wrong;
    };

  # What is defined in files that define nothing of it in a bare NixOS, or that are switched on.
  chosen =
    path:
    let
      files = knownOf path;
      wanted =
        { file, ... }:
        let
          name = toString file;
        in
        (!(files ? ${name}) || isOurs file || switchedOn name) && !(isMachines file);
    in
    lib.filter wanted (definitions path);

  # The elements of a list, chosen so. One may be under a condition of its own, which the list's type would
  # resolve.
  list = path: lib.concatMap (definition: lib.concatMap resolved definition.value) (chosen path);

  resolved =
    element:
    let
      kind = element._type or null;
    in
    if kind == "if" then
      lib.optionals element.condition (resolved element.content)
    else if kind == "merge" then
      lib.concatMap resolved element.contents
    else if kind == "override" || kind == "order" then
      resolved element.content
    else
      [ element ];

  # A text, chosen so.
  lines = path: lib.concatMapStrings (definition: definition.value + "\n") (chosen path);

  # Whether there is any.
  isChosen = path: chosen path != [ ];

  # A list, but for what belongs to a machine.
  ofContainer =
    path:
    lib.concatMap (definition: definition.value) (
      lib.filter (definition: !(isMachines definition.file)) (definitions path)
    );

  # What the user's own files define.
  ofUser = path: lib.filter (definition: isUsers definition.file) (definitions path);

  # What files define that say nothing of it in a bare NixOS: the user's, and those of modules that they switch on.
  brought =
    path:
    let
      said = lib.genAttrs (lib.concatLists (lib.attrValues (knownOf path))) (_: null);
    in
    lib.foldl' (names: definition: names // definition.value) { } (
      lib.filter (definition: !(isMachines definition.file) && !(said ? ${toString definition.file})) (
        definitions path
      )
    );
in
{
  inherit
    attrs
    list
    lines
    isChosen
    brought
    ofContainer
    ofUser
    isSaid
    isUsers
    isMachines
    hasMachinesSshd
    definitions
    ;
}
