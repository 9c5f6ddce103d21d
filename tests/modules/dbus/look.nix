# As with a nixpkgs, where units are left out, too.
config: removeAttrs (import ../nixos-dbus/look.nix config) [ "leftOut" ]
