config: {
  etc =
    builtins.mapAttrs
      (_: file: {
        inherit (file) mode;
        text = if file.text != null then file.text else file.source.text;
      })
      (
        builtins.intersectAttrs {
          "ssh/sshd_config" = 1;
          "ssh/banner" = 1;
          "ssh/authorized_keys.d/backup" = 1;
          "ssh/authorized_keys.d/root" = 1;
          "pam.d/sshd" = 1;
        } config.environment.etc
      );
  ports = config.docker.internal.exposedPorts;
  inherit (config.docker.internal.units) units;
  inherit (config.systemd.services.sshd-keygen) script;
}
