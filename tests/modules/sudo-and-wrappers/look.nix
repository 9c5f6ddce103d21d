config:
let
  file = name: {
    inherit (config.environment.etc.${name}) mode;
    text = config.environment.etc.${name}.source.text;
  };
in
{
  sudoers = file "sudoers";
  doas = file "doas.conf";
  dhparams = {
    inherit (config.security.dhparams.params.nginx) path;
    inherit (config.systemd.services.dhparams-init) script;
  };
  pam = builtins.listToAttrs (
    map
      (name: {
        inherit name;
        value = file "pam.d/${name}";
      })
      [
        "login"
        "plain"
        "shop"
        "su"
        "sudo"
        "sudo-i"
      ]
  );
  unit = config.docker.internal.units.units."nix-docker-wrappers.service";
  script = builtins.filter builtins.isString (
    builtins.split "\n+" config.systemd.services.nix-docker-wrappers.script
  );
  path = builtins.filter (
    one: builtins.match "PATH=.*" one != null
  ) config.docker.internal.spec.config.Env;
}
