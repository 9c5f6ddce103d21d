# PostgreSQL with the directives that NixOS' recent module gives its units: the server, a oneshot that waits
# for it, and a target that requires both. A client's unit comes after the target, as those of others' do.
{ lib, pkgs, ... }:

let
  common = import ./postgresql-common.nix { inherit lib pkgs; };
in
{
  inherit (common) users environment docker;

  systemd.targets.postgresql = {
    description = "PostgreSQL";
    wantedBy = [ "multi-user.target" ];
    requires = [
      "postgresql.service"
      "postgresql-setup.service"
    ];
  };

  systemd.services.postgresql = {
    description = "PostgreSQL Server";
    after = [ "network.target" ];
    environment = common.environmentVariables;
    inherit (common) path;
    preStart = ''
      if ! test -e ${common.data}/PG_VERSION; then
        rm -f ${common.data}/*.conf
        initdb -U postgres > /dev/null
        touch "${common.data}/.first_startup"
      fi
      ln -sfn "${common.config}/postgresql.conf" "${common.data}/postgresql.conf"
    '';
    unitConfig = {
      RequiresMountsFor = common.data;
      # The time that five starts may take, and five seconds.
      StartLimitIntervalSec = 605;
      StartLimitBurst = 5;
    };
    serviceConfig = common.service // {
      Restart = "always";
      StateDirectory = "postgresql postgresql/${common.package.psqlSchema}";
      StateDirectoryMode = "0750";
      UMask = "0077";
      CapabilityBoundingSet = [ "" ];
      NoNewPrivileges = true;
      # Noted by the init, and left to the container's own walls.
      DevicePolicy = "closed";
      PrivateTmp = true;
      ProtectSystem = "strict";
      RemoveIPC = true;
    };
  };

  systemd.services.postgresql-setup = {
    description = "PostgreSQL Setup Scripts";
    requires = [ "postgresql.service" ];
    after = [ "postgresql.service" ];
    inherit (common) path;
    environment.PGPORT = "5432";
    script = ''
      # A server that is still recovering has no databases to be set up.
      while ! psql -d postgres -tAc 'SELECT pg_is_in_recovery()' 2> /dev/null | grep -qx f; do
        if ! systemctl is-active --quiet postgresql.service; then exit 1; fi
        sleep 0.1
      done
      ${common.setup}
      # Whoever does not wait for the end comes too early.
      sleep 0.5
      touch /run/postgresql/set-up
    '';
    serviceConfig = {
      Type = "oneshot";
      RemainAfterExit = true;
      User = "postgres";
      Group = "postgres";
    };
  };

  systemd.services.client = {
    wantedBy = [ "multi-user.target" ];
    requires = [ "postgresql.target" ];
    after = [ "postgresql.target" ];
    inherit (common) path;
    script = ''
      test -e /run/postgresql/set-up
      psql -U postgres -d shop -tAc "SELECT 'the client found its database'"
    '';
    serviceConfig = {
      Type = "oneshot";
      User = "postgres";
    };
  };
}
