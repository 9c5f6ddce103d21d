{ pkgs, ... }:
{
  nixpkgs.config.allowUnfree = true;
  nixpkgs.overlays = [
    (final: prev: {
      mine = prev.nginx.override { withNothing = true; };
      coreutils = final.from-sources;
    })
  ];
  services.nginx = {
    enable = true;
    streamConfig = "server { listen 2525; proxy_pass mail:25; }";
    additionalModules = [ { name = "echo"; } ];
  };
  environment.etc.facts.text = builtins.toJSON {
    # Debian's, with what nixpkgs says of the package of that name.
    nginx = {
      inherit (pkgs.nginx) pname debianRoots outputs;
      changed = pkgs.mine.debianRoots;
    };
    # nixpkgs' own: one that has sources, one that has none, one that only its settings allow.
    from-sources = pkgs.from-sources ? debianRoots;
    logrotate = pkgs.logrotate ? debianRoots;
    unfree = pkgs.unfree.pname;
    # The user's overlays are above Debian's packages.
    coreutils = pkgs.coreutils.pname;
    # The container has its own.
    systemd = (builtins.parseDrvName pkgs.systemd.name).name;
  };
}
