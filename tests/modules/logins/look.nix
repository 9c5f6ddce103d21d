config:
builtins.mapAttrs (_: file: file.text) (
  builtins.intersectAttrs {
    "bash.bashrc" = 1;
    "environment" = 1;
    "motd" = 1;
    "pam.d/sshd" = 1;
    "ssh/ssh_config" = 1;
    "ssh/ssh_known_hosts" = 1;
  } config.environment.etc
)
