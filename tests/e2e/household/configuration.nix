# What people run for themselves, side by side: client.sh asks each. key.pub, beside it, is made for the test.
{ pkgs, ... }:
{
  # The clients that need a container of their own.
  environment.systemPackages = [ pkgs.python3 ];

  services.openssh.enable = true;
  services.gitolite = {
    enable = true;
    adminPubkey = builtins.readFile ./key.pub;
    extraGitoliteRc = "$RC{SITE_INFO} = 'the household';";
    commonHooks = [
      (pkgs.writeShellScript "post-receive" "echo the hook of all has run")
    ];
  };
  services.cgit."git.example.test" = {
    enable = true;
    scanPath = "/var/lib/gitolite/repositories";
    user = "gitolite";
    group = "gitolite";
    nginx.location = "/git/";
    settings.root-title = "Our repositories";
  };

  services.gitweb = {
    projectroot = "/var/lib/gitolite/repositories";
    extraConfig = "$site_name = 'The same repositories';";
  };
  services.nginx.gitweb = {
    enable = true;
    user = "gitolite";
    group = "gitolite";
    virtualHost = "git.example.test";
  };

  services.squid.enable = true;

  services.tinyproxy = {
    enable = true;
    settings = {
      Listen = "0.0.0.0";
      Filter = pkgs.writeText "not-these" "^not-this\\.test$";
      ViaProxyName = ''"household"'';
    };
  };

  services.ngircd = {
    enable = true;
    config = ''
      [Global]
      Name = irc.example.test
      Info = A test
      [Options]
      PAM = no
    '';
  };

  services.radicale = {
    enable = true;
    settings = {
      server.hosts = [ "0.0.0.0:5232" ];
      storage.filesystem_folder = "/var/lib/radicale/elsewhere";
      auth = {
        type = "htpasswd";
        htpasswd_filename = "/etc/radicale-users";
        htpasswd_encryption = "bcrypt";
      };
    };
  };
  # alice, wonderland
  environment.etc."radicale-users".text = ''
    alice:$2b$04$cwZl/zwSXtElW.FKZJKozemCY.y7AEqFAazWKv/AwmCPZJJaUxud6
  '';

  services.murmur = {
    enable = true;
    password = "$MURMUR_PASSWORD";
    environmentFile = "/run/murmur.env";
    welcometext = "Well met";
  };
  systemd.tmpfiles.rules = [
    "f /run/murmur.env 0400 root root - MURMUR_PASSWORD=speak"
    "f /run/transmission.json 0400 root root - {\"rpc-password\":\"seed\"}"
    "f /run/backup-password 0444 root root - kept"
    "d /var/log/shop 0755 root root"
  ];

  services.prosody = {
    enable = true;
    c2sRequireEncryption = false;
    s2sRequireEncryption = false;
    authentication = "internal_plain";
    virtualHosts."example.test" = {
      domain = "example.test";
      enabled = true;
    };
    muc = [ { domain = "rooms.example.test"; } ];
    httpFileShare.domain = "files.example.test";
    extraConfig = "allow_unencrypted_plain_auth = true";
  };

  services.transmission = {
    enable = true;
    settings = {
      rpc-bind-address = "0.0.0.0";
      rpc-whitelist-enabled = false;
      rpc-host-whitelist-enabled = false;
      rpc-authentication-required = true;
      rpc-username = "alice";
      # Nobody else is asked.
      dht-enabled = false;
      port-forwarding-enabled = false;
    };
    credentialsFile = "/run/transmission.json";
  };

  services.tor = {
    enable = true;
    client.enable = true;
    client.socksListenAddress = {
      addr = "0.0.0.0";
      port = 9050;
      IsolateDestAddr = true;
    };
    settings.SocksPolicy = [ "accept *" ];
    # The network is not asked.
    settings.ReachableAddresses = [ "reject *:*" ];
    relay.onionServices.web.map = [ 80 ];
  };

  services.postgresql = {
    enable = true;
    ensureDatabases = [ "shop" ];
  };
  services.postgresqlBackup = {
    enable = true;
    databases = [ "shop" ];
    compression = "zstd";
  };
  services.mysql = {
    enable = true;
    package = pkgs.mariadb;
    dataDir = "/var/lib/databases/mysql";
    ensureDatabases = [ "blog" ];
    # As it was written before there were settings.
    extraOptions = "max_connections = 77";
    settings.client.default-character-set = "latin1";
  };
  services.mysqlBackup = {
    enable = true;
    databases = [ "blog" ];
    singleTransaction = true;
  };

  # What was dumped is backed up: with borg, and with restic.
  services.borgbackup.jobs.blog = {
    paths = [ "/var/backup/mysql" ];
    repo = "/var/lib/borg-blog";
    encryption = {
      mode = "repokey-blake2";
      passCommand = "cat /run/backup-password";
    };
    environment.BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK = "yes";
    prune.keep.last = 1;
  };
  # And over ssh, to this container itself.
  services.borgbackup.repos.shelf = {
    path = "/var/lib/borg-shelf";
    authorizedKeys = [ (builtins.readFile ./key.pub) ];
  };
  services.restic.backups.shop = {
    paths = [ "/var/backup/postgresql" ];
    repository = "/var/lib/restic-shop";
    passwordFile = "/run/backup-password";
    initialize = true;
    pruneOpts = [ "--keep-last 1" ];
    runCheck = true;
  };

  services.logrotate.settings."/var/log/shop/*.log" = {
    size = "1k";
    rotate = 2;
    postrotate = "systemctl is-active nginx > /var/log/shop/rotated";
  };
}
