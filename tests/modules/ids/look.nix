_:
let
  lib = import ../../../nix/standalone/lib;
  rules = import ../../../nix/container/ids.nix { inherit lib; };

  allocate =
    names:
    (rules.allocate (
      lib.genAttrs names (name: {
        id = null;
        range = rules.system;
      })
    )).ids;

  names = [
    "app"
    "backup"
    "cron"
    "deploy"
    "memcached"
    "named"
    "redis"
    "shop"
    "sshd"
    "worker"
  ];

  together = allocate names;
in
{
  inherit together;
  aloneTheyAreTheSame = lib.all (name: (allocate [ name ]).${name} == together.${name}) names;
  # What a full range does: everyone gets an id of their own.
  crowded = lib.length (
    lib.unique (lib.attrValues (allocate (map (number: "user${toString number}") (lib.range 1 300))))
  );
}
