# A container that one can log in to with a key, and with nothing else.
#
#   nix-docker -b -t my-ssh samples/ssh-config.nix
#   docker run -d -p 2222:22 -v ssh:/data my-ssh
#   ssh -p 2222 root@localhost
#
# The server's own keys are made when the container starts for the first time.
# They are on a volume, so that it is known again after it has been replaced.
{ ... }:

{
  services.openssh = {
    enable = true;
    settings = {
      PasswordAuthentication = false;
      KbdInteractiveAuthentication = false;
    };
    hostKeys = [
      {
        type = "ed25519";
        path = "/data/ssh_host_ed25519_key";
      }
    ];
  };

  # Put your own key here: the content of ~/.ssh/id_ed25519.pub.
  users.extraUsers.root.openssh.authorizedKeys.keys = [
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJsyQzwoY8rfjq/DIpfNxFNjjKfsNWlP+wH9i+0WW/Oy you@example.org"
  ];

  docker.volumes = [ "/data" ];
}
