config: {
  su =
    builtins.match ".*pam_motd.so motd=/nix/store/.*" config.environment.etc."pam.d/su".text != null;
}
