# Types of options. The parts are in types/.
{ lib }:
let
  types =
    import ./types/type.nix { inherit lib; }
    // import ./types/scalars.nix { inherit lib; }
    // import ./types/strings.nix { inherit lib; }
    // import ./types/paths.nix { inherit lib; }
    // import ./types/collections.nix { inherit lib; }
    // import ./types/attr-lists.nix { inherit lib; }
    // import ./types/choices.nix { inherit lib; }
    // import ./types/wrappers.nix { inherit lib; }
    // import ./types/modules.nix { inherit lib; }
    // import ./types/data.nix { inherit lib; };
in
types // { inherit types; }
