config:
let
  hosts = config.services.nginx.virtualHosts;
  rc =
    host: location:
    builtins.filter builtins.isString (
      builtins.split "\n" hosts.${host}.locations.${location}.fastcgiParams.CGIT_CONFIG.text
    );
  units = config.docker.internal.units.units;
in
{
  pages = rc "git.example.org" "/code/";
  two = rc "two.example.org" "/";
  locations = builtins.mapAttrs (_: location: {
    inherit (location) alias extraConfig;
  }) hosts."git.example.org".locations;
  exports = builtins.mapAttrs (
    _: host:
    builtins.mapAttrs (_: location: location.fastcgiParams.GIT_HTTP_EXPORT_ALL or "none") (
      builtins.removeAttrs host.locations (
        builtins.filter (name: builtins.match "= .*" name != null) (builtins.attrNames host.locations)
      )
    )
  ) { inherit (hosts) "git.example.org" "two.example.org" read; };
  gitolite = config.systemd.services.gitolite-init.script;
  links = config.systemd.services."fcgiwrap-cgit-two.example.org".preStart;
  users =
    builtins.mapAttrs
      (_: user: {
        inherit (user)
          uid
          group
          home
          shell
          ;
      })
      {
        inherit (config.users.users) git cgit;
      };
  units = {
    inherit (units)
      "gitolite-init.service"
      "fcgiwrap-cgit-pages.service"
      "fcgiwrap-cgit-pages.socket"
      "fcgiwrap-cgit-two.example.org.service"
      ;
  };
}
