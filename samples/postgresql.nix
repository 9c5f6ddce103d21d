# PostgreSQL with a database and its owner, and the data on a volume.  Stopping
# the container stops the server in an orderly way; give it the time.
#
#   nix-docker -b -t my-postgresql samples/postgresql.nix
#   docker run -d -p 5432:5432 -v postgresql:/var/lib/postgresql my-postgresql
#   psql -h localhost -U shop -c 'select version()'
{ ... }:

{
  services.postgresql = {
    enable = true;
    enableTCPIP = true;

    ensureDatabases = [ "shop" ];
    ensureUsers = [
      {
        name = "shop";
        ensureDBOwnership = true;
      }
    ];

    # Whoever is on the container's own network is believed to be shop.
    authentication = ''
      host shop shop samenet trust
    '';
    # root of the container may be the database's postgres:
    # docker exec -it CONTAINER psql -U postgres
    identMap = ''
      postgres root postgres
    '';

    settings = {
      log_connections = true;
      max_connections = 50;
    };
  };

  docker.volumes = [ "/var/lib/postgresql" ];
}
