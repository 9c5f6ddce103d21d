# A Redis server that other containers can reach, with its data on a volume, and
# a second one for things that may be lost.
#
#   nix-docker -b -t my-redis samples/redis.nix
#   docker run -d -p 6379:6379 -p 6380:6380 -v redis:/var/lib/redis my-redis
#   redis-cli set greeting hello
#   redis-cli get greeting
{ ... }:

{
  services.redis.servers = {
    "" = {
      enable = true;
      bind = "0.0.0.0";
      appendOnly = true;
      # Everyone who reaches the port may do everything. With a password, say
      # requirePassFile = "/run/secrets/redis" and give the container that file.
      settings.protected-mode = false;
    };

    cache = {
      enable = true;
      port = 6380;
      save = [ ];
      settings = {
        protected-mode = false;
        maxmemory = "64mb";
        maxmemory-policy = "allkeys-lru";
      };
    };
  };

  docker.volumes = [ "/var/lib/redis" ];
}
