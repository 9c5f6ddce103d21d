config: {
  lines = builtins.filter builtins.isString (
    builtins.split "\n+" config.environment.etc."vsftpd.conf".source.text
  );
  pam = config.environment.etc."pam.d/vsftpd".text;
  userlist = config.services.vsftpd.userlistFile.text;
  ports = config.docker.internal.exposedPorts;
  users = builtins.mapAttrs (_: user: user.home) (
    builtins.intersectAttrs {
      ftp = 1;
      vsftpd = 1;
    } config.users.users
  );
  inherit (config.docker.internal.units) units;
}
