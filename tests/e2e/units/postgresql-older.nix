# PostgreSQL with the directives that NixOS' older modules give its unit: what runs before and after the
# server is root's, and asks with $MAINPID whether the server is alive.
{ lib, pkgs, ... }:

let
  common = import ./postgresql-common.nix { inherit lib pkgs; };
  as-postgres = "${pkgs.util-linux}/bin/setpriv --reuid=postgres --regid=postgres --init-groups";
in
{
  inherit (common) users environment docker;

  systemd.services.postgresql = {
    description = "PostgreSQL Server";
    wantedBy = [ "multi-user.target" ];
    after = [ "network.target" ];
    environment = common.environmentVariables;
    inherit (common) path;
    preStart = ''
      if ! test -e ${common.data}/PG_VERSION; then
        mkdir -m 0700 -p ${common.data}
        rm -f ${common.data}/*.conf
        chown -R postgres:postgres ${common.data}
        ${as-postgres} initdb -U postgres > /dev/null
        touch "${common.data}/.first_startup"
      fi
      ln -sfn "${common.config}/postgresql.conf" "${common.data}/postgresql.conf"
    '';
    postStart = ''
      while ! psql -U postgres -d postgres -c "" 2> /dev/null; do
        if ! kill -0 "$MAINPID"; then exit 1; fi
        sleep 0.1
      done
      ${common.setup}
    '';
    serviceConfig = common.service // {
      PermissionsStartOnly = true;
    };
  };
}
