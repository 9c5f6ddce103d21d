# Services that listen on one port: the second of them does not start.
{ lib }:
# [ { service, port } ], a port as "80/tcp".
claims:
let
  byPort = lib.groupBy (claim: claim.port) claims;
  servicesOf = port: lib.sort lib.lessThan (lib.unique (map (claim: claim.service) byPort.${port}));
in
lib.concatMap (
  port:
  let
    services = servicesOf port;
  in
  lib.optional (lib.length services > 1)
    "${lib.concatStringsSep " and " services} listen on port ${port}, which only one of them can: give one of them another port, or another address"
) (lib.attrNames byPort)
