config:
let
  inherit (config.docker) internal;
  text = path: config.environment.etc.${path}.text;
  packages = map (path: builtins.substring 33 (builtins.stringLength path) (baseNameOf path)) (
    builtins.attrNames (
      builtins.getContext (
        builtins.toJSON [
          internal.units
          internal.rootfs
          internal.spec.config
          config.environment.systemPackages
          # What files in /etc name.
          (map (file: file.inlineText or file.text) (builtins.attrValues config.environment.etc))
        ]
      )
    )
  );
in
{
  systemd = builtins.filter (name: builtins.match ".*systemd.*" name != null) packages;
  motd = builtins.match ".*pam_motd.so motd=/nix/store/.*" (text "pam.d/sshd") != null;
  shop = text "shop.conf";
}
