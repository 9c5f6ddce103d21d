# Packages, sets of packages, and what is made of them.
{
  config,
  pkgs,
  lib,
  ...
}:
let
  py = pkgs.python3.withPackages (
    ps: with ps; [
      requests
      gunicorn
      uvicorn
      fastapi
      psycopg2
      redis
      pyyaml
      jinja2
      aiohttp
    ]
  );
  pl = pkgs.perl.withPackages (
    p: with p; [
      DBI
      LWP
      JSON
      Mojolicious
    ]
  );
in
{
  environment.systemPackages = with pkgs; [
    bind.dnsutils
    bind.host
    glibc.getent
    python3Packages.virtualenv
    mkpasswd
    nix

    age
    goaccess
    httpie
    just
    gosu
    dumb-init
    killall
    replace-secret
    envsubst
  ];
  systemd.services.m = {
    wantedBy = [ "multi-user.target" ];
    path = [
      py
      pl
    ];
    script = ''
      which uvicorn gunicorn lwp-request mojo || true
      ls ${pkgs.php}/bin
      ls ${pkgs.postgresql}/share | head -2
      echo ${pkgs.bash.shellPath} ${pkgs.bashInteractive}/bin/bash ${lib.getExe pkgs.jq}
      ${pkgs.writers.writeBash "x" "echo from writers"}
      ${pkgs.writers.writePython3 "y" {
        libraries = [ pkgs.python3Packages.requests ];
        flakeIgnore = [ "E" ];
      } "import requests\nprint(requests.__name__)\n"}
      ${
        pkgs.writeShellApplication {
          name = "z";
          runtimeInputs = [ pkgs.curl ];
          text = "curl --version | head -1";
        }
      }/bin/z
      sleep infinity
    '';
  };
}
