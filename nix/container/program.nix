# The program by the names under which it is called in a container.
{
  pkgs,
  # Path of the binary.
  binary,
  version,
}:
pkgs.runCommand "nix-docker-${version}" { } ''
  mkdir -p $out/bin
  cp ${binary} $out/bin/nix-docker
  for name in systemctl systemd-cat systemd-notify; do ln -s nix-docker $out/bin/$name; done
''
