config:
let
  lines = text: builtins.filter builtins.isString (builtins.split "\n+" text);
  inherit (config.systemd.services) postgresql postgresql-setup;
in
{
  preStart = lines postgresql.preStart;
  postStart = lines postgresql.postStart;
  setup = lines postgresql-setup.script;
}
