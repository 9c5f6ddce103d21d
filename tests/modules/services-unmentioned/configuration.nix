# Services that are mentioned only under a condition, only in a declaration, or only to be read of.
{
  config,
  lib,
  options,
  ...
}:
{
  options.services.redis.note = lib.mkOption {
    type = lib.types.str;
    default = "beside those of the module";
  };

  config = {
    networking.domain = "example.org";
    # Which names there are depends on a value.
    services = lib.optionalAttrs (config.networking.domain == "example.org") {
      memcached.enable = lib.mkIf (!config.services.nginx.enable) true;
    };
    docker.labels = {
      nginx = "${config.services.nginx.user}, ${options.services.nginx.user.default}";
      redis = "${config.services.redis.note}, ${lib.boolToString config.services.redis.vmOverCommit}";
      services = lib.boolToString (config.services ? postgresql && options.services ? postgresql);
    };
  };
}
