# A machine that people log in to: ssh, sudo, PAM, wrappers, names, cron, and databases with what NixOS had for them
# until 2025.
{ lib, pkgs, ... }:

{
  users.users.alice = {
    isNormalUser = true;
    extraGroups = [ "ops" ];
    # The test's key is put there when the container runs.
    openssh.authorizedKeys.keyFiles = [ ];
  };
  # Nothing else names this program.
  users.users.guest = {
    isNormalUser = true;
    shell = "${pkgs.screen}/bin/screen";
  };
  users.users.shop = {
    isSystemUser = true;
    group = "shop";
  };
  users.users.older = {
    isSystemUser = true;
    group = "shop";
  };
  users.groups.ops = { };
  users.groups.shop = { };
  users.motd = "Welcome to the shop!";

  environment.variables.FOO = "foo bar";
  environment.systemPackages = [
    pkgs.util-linux
    pkgs.su
  ];

  services.openssh = {
    enable = true;
    hostKeys = [
      {
        type = "ed25519";
        path = "/etc/ssh/ssh_host_ed25519_key";
      }
    ];
    knownHosts."backup.example.org".publicKey =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJsyQzwoY8rfjq/DIpfNxFNjjKfsNWlP+wH9i+0WW/Oy";
  };

  security.sudo = {
    extraRules = [
      {
        groups = [ "ops" ];
        commands = [
          {
            command = "ALL";
            options = [ "NOPASSWD" ];
          }
        ];
      }
      {
        users = [ "shop" ];
        runAs = "alice";
        commands = [
          {
            command = "/usr/bin/id";
            options = [ "NOPASSWD" ];
          }
        ];
      }
    ];
    extraConfig = "Defaults lecture = never";
  };
  security.doas.enable = true;
  security.doas.extraRules = [
    {
      users = [ "alice" ];
      noPass = true;
      runAs = "shop";
    }
  ];
  security.wrappers = {
    as-shop = {
      source = "${pkgs.coreutils}/bin/id";
      owner = "shop";
      group = "ops";
      setuid = true;
      permissions = "u+rx,g+x";
    };
    binder = {
      source = "${pkgs.python3}/bin/python3";
      capabilities = "cap_net_bind_service+p";
    };
  };
  security.pam.services.su.requireWheel = true;
  security.pam.loginLimits = [
    {
      domain = "alice";
      type = "-";
      item = "nofile";
      value = 777;
    }
  ];

  networking.hosts."192.0.2.9" = [ "db.internal" ];
  networking.extraHosts = "192.0.2.10 mail.internal";

  services.cron.systemCronJobs = [ "* * * * * root echo a job of $(id -un)" ];

  services.postgresql = {
    enable = true;
    dataDir = "/data/postgresql";
    extensions = ps: [ ps.pg_hll ];
    extraConfig = "work_mem = '7MB'";
    # Nothing was saved: it is a server of its own at once, with a history of its own.
    recoveryConfig = "restore_command = 'cp /var/backup/wal/%f %p'";
    ensureDatabases = [ "shop" ];
    ensureUsers = [
      {
        name = "older";
        ensurePermissions."DATABASE shop" = "ALL PRIVILEGES";
      }
      {
        name = "shop";
        ensureDBOwnership = true;
      }
    ];
  };
  systemd.services.postgresql.postStart = lib.mkAfter ''$PSQL -tAc "select 'added by ' || current_user"'';

  # Of the time when there was no postgresql.target.
  systemd.services.client = {
    wantedBy = [ "multi-user.target" ];
    requires = [ "postgresql.service" ];
    after = [ "postgresql.service" ];
    path = [ pkgs.postgresql ];
    serviceConfig = {
      Type = "oneshot";
      User = "shop";
    };
    script = ''psql -tAc "select 'the client is ' || current_user"'';
  };

  services.bind = {
    enable = true;
    extraOptions = ''
      allow-recursion { any; };
      allow-query-cache { any; };
    '';
    zones."internal.test".file = pkgs.writeText "zone" ''
      $TTL 60
      @   SOA ns hostmaster 1 60 60 60 60
      @   NS  ns
      ns  A   127.0.0.1
      www A   192.0.2.1
    '';
  };
}
