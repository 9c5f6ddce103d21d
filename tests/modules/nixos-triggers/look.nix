config:
let
  inherit (config.docker.internal.units) units;
in
{
  inherit (units) "news.socket" "inbox.path" "sshd.socket";
  "sshd@" = removeAttrs units."sshd@.service".Service [ "Environment" ];
  others = builtins.filter (name: builtins.match ".*(socket|path)" name != null) (
    builtins.attrNames units
  );
}
