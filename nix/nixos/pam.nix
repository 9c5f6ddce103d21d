# Files in /etc/pam.d of programs that every NixOS has and hardly a container (su, sudo, login, …). They do what
# NixOS' own do, which bring PAM into every image and cost a sixth of an evaluation. Who says something of PAM, or of
# people from elsewhere, gets those.
{
  lib,
  options,
  isUsers,
}:
let
  stacks = removeAttrs (import ../container/pam.nix {
    inherit lib;
    debian = false;
  }) (lib.attrNames (import ../standalone/packages/pam.nix));

  # PAM's own options, and what NixOS' stacks depend on besides.
  sources =
    lib.collect lib.isOption (options.security.pam or { })
    ++ lib.filter lib.isOption [
      (options.krb5.enable or { })
      (options.security.krb5.enable or { })
      (options.services.fprintd.enable or { })
      (options.services.homed.enable or { })
      (options.services.intune.enable or { })
      (options.services.kanidm.enablePam or { })
      (options.services.sssd.enable or { })
      (options.users.ldap.enable or { })
    ];

  said = lib.any (option: lib.any isUsers option.files) sources;

  text = import ./text-file.nix;
in
lib.optionalAttrs (!said) (
  lib.mapAttrs' (
    name: stack:
    let
      path = "pam.d/${name}";
    in
    lib.nameValuePair path (
      text path (stack + "session required pam_env.so conffile=/etc/pam/environment readenv=0\n")
    )
  ) stacks
)
