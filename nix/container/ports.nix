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
        # A zero in front would make `toInt` complain.
        number = text: lib.toIntBase10 text;
        first = number (builtins.elemAt parts 0);
        last = if builtins.elemAt parts 2 == null then first else number (builtins.elemAt parts 2);
        protocol = if builtins.elemAt parts 4 == null then "tcp" else builtins.elemAt parts 4;
      in
      if first > last || last > 65535 then
        throw "docker.ports: \"${port}\" is no port, and no range of ports: they go from 0 to 65535"
      else
        map (number: "${toString number}/${protocol}") (lib.range first last);
in
{
  # What an option takes as a port.
  type = lib.types.either lib.types.port (
    lib.types.strMatching "[0-9]{1,5}(-[0-9]{1,5})?(/(tcp|udp|sctp))?"
  );

  # A list of ports → a list of "number/protocol", each once.
  expand = ports: lib.unique (lib.concatMap expandOne ports);
}
