# Ports as the options have them (80, "53/udp", "6000-6010/tcp") in Docker's form, "80/tcp".
{ lib }:

let
  expandOne =
    port:
    if builtins.isInt port then
      [ "${toString port}/tcp" ]
    else
      let
        parts = builtins.match "([0-9]+)(-([0-9]+))?(/([a-z]+))?" port;
        first = lib.toInt (builtins.elemAt parts 0);
        last = builtins.elemAt parts 2;
        protocol = builtins.elemAt parts 4;
      in
      map (number: "${toString number}/${if protocol == null then "tcp" else protocol}") (
        lib.range first (if last == null then first else lib.toInt last)
      );
in
{
  # A list of ports → a list of "number/protocol", each once.
  expand = ports: lib.unique (lib.concatMap expandOne ports);
}
