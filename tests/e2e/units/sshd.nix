# OpenSSH with the directives that NixOS' recent module gives its units: a reload that the server has to
# confirm, sessions that outlive the server, and host keys from a oneshot that runs while one is lacking. It
# is what samples/ssh-config.nix is, for the same client.
{ lib, pkgs, ... }:

let
  hostKeys = {
    ed25519 = "/data/ssh_host_ed25519_key";
    ecdsa = "/data/ssh_host_ecdsa_key";
  };
in
{
  users.users.sshd = {
    isSystemUser = true;
    group = "sshd";
  };
  users.groups.sshd = { };

  environment.etc."ssh/sshd_config" = {
    text = ''
      Port 22
      ${lib.concatMapStrings (path: "HostKey ${path}\n") (lib.attrValues hostKeys)}
      AuthorizedKeysFile %h/.ssh/authorized_keys /etc/ssh/authorized_keys.d/%u
      Subsystem sftp internal-sftp
      PasswordAuthentication no
      KbdInteractiveAuthentication no
      UsePAM yes
    '';
    mode = "0444";
  };
  environment.etc."ssh/authorized_keys.d/root" = {
    text = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJsyQzwoY8rfjq/DIpfNxFNjjKfsNWlP+wH9i+0WW/Oy you@example.org\n";
    mode = "0444";
  };
  environment.etc."pam.d/sshd".text = lib.concatMapStrings (kind: "${kind} required pam_unix.so\n") [
    "auth"
    "account"
    "password"
    "session"
  ];

  # Debian's server wants it, that of nixpkgs does not.
  systemd.tmpfiles.rules = [ "d /run/sshd 0755 root root" ];

  systemd.services.sshd-keygen = {
    description = "SSH Host Keys Generation";
    path = [ pkgs.openssh ];
    unitConfig.ConditionFileNotEmpty = map (path: "|!${path}") (lib.attrValues hostKeys);
    serviceConfig.Type = "oneshot";
    script = lib.concatStrings (
      lib.mapAttrsToList (type: path: ''
        if ! [ -s "${path}" ]; then
          rm -f "${path}"
          mkdir -p "$(dirname '${path}')"
          ssh-keygen -t "${type}" -f "${path}" -N ""
        fi
      '') hostKeys
    );
  };

  systemd.services.sshd = {
    description = "SSH Daemon";
    wantedBy = [ "multi-user.target" ];
    after = [
      "network.target"
      "sshd-keygen.service"
    ];
    wants = [ "sshd-keygen.service" ];
    stopIfChanged = false;
    path = [ pkgs.openssh ];
    serviceConfig = {
      Type = "notify-reload";
      Restart = "always";
      ExecStart = "${pkgs.openssh}/bin/sshd -D -f /etc/ssh/sshd_config";
      KillMode = "process";
    };
  };

  docker.volumes = [ "/data" ];
}
