# What the machine of an office serves, side by side, and what watches it. The secrets are given at run time.
{ pkgs, ... }:
{
  services.prometheus = {
    enable = true;
    globalConfig = {
      scrape_interval = "1s";
      evaluation_interval = "1s";
    };
    scrapeConfigs = [
      {
        job_name = "office";
        static_configs = [
          {
            targets = map (port: "localhost:${toString port}") [
              9100
              9113
              9115
              9121
              9187
            ];
          }
        ];
      }
    ];
    rules = [
      (builtins.toJSON {
        groups = [
          {
            name = "always";
            rules = [
              {
                alert = "Fires";
                expr = "vector(1)";
              }
            ];
          }
        ];
      })
    ];
    alertmanagers = [ { static_configs = [ { targets = [ "localhost:9093" ]; } ]; } ];
    alertmanager = {
      enable = true;
      environmentFile = "/run/secrets/alertmanager";
      configuration = {
        route.receiver = "$RECEIVER";
        receivers = [ { name = "$RECEIVER"; } ];
      };
    };
    exporters = {
      node.enable = true;
      nginx.enable = true;
      redis.enable = true;
      postgres = {
        enable = true;
        runAsLocalSuperUser = true;
      };
      blackbox = {
        enable = true;
        configFile = pkgs.writeText "blackbox.yml" (
          builtins.toJSON {
            modules.http = {
              prober = "http";
              http.preferred_ip_protocol = "ip4";
            };
          }
        );
      };
    };
  };
  services.nginx = {
    enable = true;
    virtualHosts.default.root = pkgs.writeTextDir "index.html" "hello from nginx";
  };
  services.redis.servers."".enable = true;
  services.postgresql.enable = true;

  services.haproxy = {
    enable = true;
    config = ''
      defaults
        mode http
        timeout connect 5s
        timeout client 5s
        timeout server 5s
      frontend web
        bind :8081
        default_backend caddy
      backend caddy
        server one 127.0.0.1:8082
    '';
  };
  services.caddy = {
    enable = true;
    globalConfig = "auto_https disable_redirects";
    virtualHosts = {
      "http://:8082".extraConfig = ''respond "hello from caddy"'';
      "https://office.test:8443".extraConfig = ''
        tls internal
        respond "hello over tls"
      '';
    };
  };

  services.dnsmasq = {
    enable = true;
    settings = {
      port = 5353;
      no-resolv = true;
      address = "/example.test/192.0.2.8";
    };
  };
  services.unbound = {
    enable = true;
    localControlSocketPath = "/run/unbound/control";
    settings = {
      server = {
        interface = [ "0.0.0.0" ];
        access-control = [ "0.0.0.0/0 allow" ];
        domain-insecure = [ ''"test"'' ];
        do-not-query-localhost = false;
        local-zone = [ ''"test." nodefault'' ];
        local-data = [ ''"www.office.test. A 192.0.2.9"'' ];
      };
      # What it does not have itself, it asks dnsmasq for.
      forward-zone = [
        {
          name = "example.test.";
          forward-addr = "127.0.0.1@5353";
        }
      ];
    };
  };

  services.mosquitto = {
    enable = true;
    listeners = [
      {
        users.alice = {
          passwordFile = "/run/secrets/mqtt";
          acl = [ "readwrite news/#" ];
        };
      }
    ];
  };
  services.rabbitmq = {
    enable = true;
    listenAddress = "0.0.0.0";
    managementPlugin.enable = true;
  };
  services.influxdb.enable = true;

  services.postfix = {
    enable = true;
    rootAlias = "alice";
    enableSubmission = true;
    enableSubmissions = true;
    settings.main = {
      smtpd_tls_chain_files = [
        "/run/mail/key.pem"
        "/run/mail/cert.pem"
      ];
      cyrus_sasl_config_path = "/etc/sasl2";
      myhostname = "mail.office.test";
      mydestination = [
        "$myhostname"
        "office.test"
      ];
      mynetworks = [ "0.0.0.0/0" ];
      home_mailbox = "Maildir/";
    };
  };
  # Who may hand in mail from outside.
  environment.etc."sasl2/smtpd.conf".text = ''
    pwcheck_method: auxprop
    auxprop_plugin: sasldb
    sasldb_path: /run/mail/passwords
    mech_list: PLAIN
  '';
  docker.bootScript = ''
    mkdir -p /run/mail
    cd /run/mail
    ${pkgs.openssl}/bin/openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=mail.office.test \
      -keyout key.pem -out cert.pem 2> /dev/null
    echo wonderland | saslpasswd2 -p -c -f passwords -u office.test alice 2> /dev/null
    chown postfix passwords
  '';
  programs.msmtp = {
    enable = true;
    setSendmail = false;
    accounts.default = {
      host = "localhost";
      from = "msmtp@office.test";
    };
  };

  services.samba = {
    enable = true;
    settings.shared = {
      path = "/var/lib/shared";
      "read only" = false;
    };
  };
  services.vsftpd = {
    enable = true;
    localUsers = true;
    writeEnable = true;
    chrootlocalUser = true;
    allowWriteableChroot = true;
  };
  services.syncthing = {
    enable = true;
    guiAddress = "0.0.0.0:8384";
    guiPasswordFile = "/run/secrets/syncthing";
    settings = {
      gui.user = "alice";
      options.urAccepted = -1;
      devices.laptop.id = "7CFNTQM-IMTJBHJ-3UWRDIU-ZGQJFR6-VCXZ3NB-XUH3KZO-N52ITXR-LAIYUAU";
      folders."/var/lib/syncthing/papers" = {
        id = "papers";
        devices = [ "laptop" ];
        ignorePatterns = [ "*.part" ];
      };
    };
  };

  users.users.alice = {
    isNormalUser = true;
    home = "/var/lib/alice";
    createHome = true;
    hashedPasswordFile = "/run/secrets/password";
  };
  systemd.tmpfiles.rules = [ "d /var/lib/shared 0755 alice users - -" ];

  environment.systemPackages = [
    pkgs.curl
    pkgs.mosquitto
    pkgs.debian."libsasl2-modules"
    pkgs.debian."sasl2-bin"
  ];
}
