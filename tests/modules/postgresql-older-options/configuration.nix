# As configurations had it before 2025.
{ lib, ... }:
{
  services.postgresql = {
    enable = true;
    extraConfig = "work_mem = 8MB";
    recoveryConfig = ''
      standby_mode = on
      primary_conninfo = 'host=db-1'
    '';
    ensureDatabases = [ "shop" ];
  };
  systemd.services.postgresql.postStart = lib.mkAfter ''$PSQL -tAc "select 1"'';
  systemd.services.postgresql-setup.script = lib.mkAfter "psql -c 'select 2'";
}
