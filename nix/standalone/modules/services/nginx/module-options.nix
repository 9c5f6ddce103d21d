# Options of nginx about what its modules add to it.
{ lib, ... }:

let
  flag = (import ../../short-options.nix { inherit lib; }).flag false;
in
{
  imports = [
    (lib.mkRenamedOptionModule
      [ "services" "nginx" "experimentalZstdSettings" ]
      [ "services" "nginx" "recommendedZstdSettings" ]
    )
  ];

  options.services.nginx = {
    additionalModules = lib.mkOption {
      type = lib.types.listOf (lib.types.attrsOf lib.types.anything);
      default = [ ];
      example = lib.literalExpression "[ pkgs.nginxModules.fancyindex ]";
      description = "Modules to load, of {option}`pkgs.nginxModules`: those that Debian has.";
    };

    recommendedBrotliSettings = flag "Whether to use settings that suit most servers for compression with Brotli.";

    recommendedZstdSettings = flag ''
      Accepted, and without effect: Debian has no such module. {option}`recommendedGzipSettings` and
      {option}`recommendedBrotliSettings` are what compresses.
    '';

    recommendedUwsgiSettings = flag "Whether to use settings that suit most servers for what is passed on to uwsgi servers.";

    uwsgiTimeout = lib.mkOption {
      type = lib.types.str;
      default = "60s";
      example = "20s";
      description = "How long {option}`recommendedUwsgiSettings` waits for a uwsgi server.";
    };

    proxyResolveWhileRunning = flag ''
      Whether names in {option}`proxyPass` are looked up for each request, with {option}`resolver`, and not when
      nginx starts.
    '';

    uwsgiResolveWhileRunning = flag "The same for {option}`uwsgiPass`.";

    enableQuicBPF = flag "Accepted, and without effect: a container may not load programs into the machine's kernel.";

    enableSandbox = flag "Accepted, and without effect: the container is the sandbox.";
  };
}
