# MariaDB, BIND, sshd, cron.
{
  config,
  pkgs,
  lib,
  ...
}:
{
  services.mysql = {
    enable = true;
    package = pkgs.mariadb;
    settings.mysqld = {
      bind-address = "127.0.0.1";
      innodb_buffer_pool_size = "64M";
      "character-set-server" = "utf8mb4";
    };
    ensureDatabases = [ "app" ];
    ensureUsers = [
      {
        name = "app";
        ensurePermissions."app.*" = "ALL PRIVILEGES";
      }
    ];
    initialDatabases = [ { name = "old"; } ];
  };
  services.mysqlBackup = {
    enable = true;
    databases = [ "app" ];
  };
  services.bind = {
    enable = true;
    forwarders = [ "192.0.2.1" ];
    cacheNetworks = [ "127.0.0.0/8" ];
    listenOn = [ "any" ];
    extraConfig = "statistics-channels { inet 127.0.0.1 port 8053; };";
    zones."a.test" = {
      master = true;
      file = pkgs.writeText "z" "$TTL 1h\n@ IN SOA ns h 1 1h 1h 1h 1h\n@ IN NS ns\nns IN A 127.0.0.1\n";
      slaves = [ "192.0.2.7" ];
      extraConfig = "notify no;";
    };
  };
  services.openssh = {
    enable = true;
    ports = [ 2222 ];
    settings = {
      PasswordAuthentication = false;
      PermitRootLogin = "prohibit-password";
      X11Forwarding = false;
      AllowUsers = [ "bob" ];
    };
    extraConfig = "ClientAliveInterval 60";
    openFirewall = false;
    hostKeys = [
      {
        type = "ed25519";
        path = "/data/ssh/k";
      }
    ];
    knownHosts.h = {
      hostNames = [ "h.test" ];
      publicKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJsyQzwoY8rfjq/DIpfNxFNjjKfsNWlP+wH9i+0WW/Oy";
    };
  };
  programs.ssh.knownHosts."git.test".publicKey =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJsyQzwoY8rfjq/DIpfNxFNjjKfsNWlP+wH9i+0WW/Oy";
  programs.ssh.extraConfig = "Host x\n  User y";
  services.cron = {
    enable = true;
    mailto = "a@b.test";
    systemCronJobs = [ "*/5 * * * * root echo hi" ];
  };
  users.users.bob = {
    isNormalUser = true;
    shell = pkgs.bash;
    openssh.authorizedKeys.keys = [
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJsyQzwoY8rfjq/DIpfNxFNjjKfsNWlP+wH9i+0WW/Oy me"
    ];
  };
}
