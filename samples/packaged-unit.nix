# A service that comes with a unit file of its own: Debian's redis-server.service,
# with what this container wants otherwise added to it.
#
#   nix-docker -b -t my-cache samples/packaged-unit.nix
#   docker run -d -p 6379:6379 my-cache
#   redis-cli ping
{ pkgs, ... }:

{
  systemd.packages = [ pkgs.redis ];

  # What wants the unit, and what `systemctl edit` would put into a drop-in: an
  # empty ExecStart takes the file's own back.
  systemd.services.redis-server = {
    wantedBy = [ "multi-user.target" ];
    serviceConfig = {
      ExecStart = [
        ""
        "${pkgs.redis}/bin/redis-server --bind 0.0.0.0 --protected-mode no --supervised systemd"
      ];
      StateDirectory = "redis";
      WorkingDirectory = "%S/redis";
    };
  };

  # Debian's package makes this user when it is installed.
  users.users.redis = {
    isSystemUser = true;
    group = "redis";
  };
  users.groups.redis = { };

  docker.ports = [ 6379 ];
}
