config: {
  inherit (config.docker.internal.units) settings;
  rules = builtins.filter (
    rule: builtins.match "d .*" rule != null
  ) config.docker.internal.units.tmpfiles;
  units = builtins.attrNames config.docker.internal.units.units;
  links = builtins.filter (path: path != "") (
    map (
      entry: if entry.type == "symlink" then entry.path else ""
    ) config.docker.internal.rootfs.entries
  );
  # Every NixOS has it, with PAM in it.
  su = config.environment.etc."pam.d/su".inlineText;
}
