# What torrc says of an address to listen on: a number, "auto", or a set of address, port (or socket) and flags.
# Flags are named as in NixOS, each an attribute of its own: `IsolateDestAddr = true`.
{ lib }:
let
  inherit (lib) mkOption types;
  inherit (import ../../short-options.nix { inherit lib; }) orNull;

in
rec {
  number = types.either types.port (types.enum [ "auto" ]);

  type = types.either number (
    types.submodule {
      freeformType = types.attrsOf types.bool;
      options = {
        addr = orNull types.str "Address to listen on.";
        port = orNull number "Port to listen on.";
        unix = orNull types.path "Socket to listen on, in place of address and port.";
        SessionGroup = orNull types.int "Connections of one group may share circuits.";
        flags = mkOption {
          type = types.listOf types.str;
          default = [ ];
          description = "Flags, as torrc writes them.";
        };
      };
    }
  );

  # As in torrc; null for none.
  show =
    port:
    let
      flags =
        lib.filter (name: port.${name} == true) (lib.attrNames port)
        ++ lib.optional (port.SessionGroup or null != null) "SessionGroup=${toString port.SessionGroup}"
        ++ port.flags or [ ];
      place =
        if port.unix or null != null then
          "unix:${port.unix}"
        else if port.port or null != null then
          lib.optionalString (port.addr or null != null) "${port.addr}:" + toString port.port
        else
          null;
    in
    if !builtins.isAttrs port then
      toString port
    else if place == null then
      null
    else
      lib.concatStringsSep " " ([ place ] ++ flags);

  # Its number, where it is a port that others reach.
  reachable =
    port:
    if builtins.isInt port then
      lib.optional (port > 0) port
    else if builtins.isAttrs port && builtins.isInt (port.port or null) then
      lib.optional (port.port > 0 && import ../reachable.nix (port.addr or null)) port.port
    else
      [ ];
}
