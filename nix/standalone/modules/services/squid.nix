# Squid, a caching proxy, with the option names of NixOS. Who asked for what is in the container's log.
{
  config,
  lib,
  pkgs,
  ...
}:

let
  cfg = config.services.squid;

  address = lib.optionalString (cfg.proxyAddress != null) "${cfg.proxyAddress}:";

  text = if cfg.configText != null then cfg.configText else generated;

  generated = ''
    acl localnet src 10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 169.254.0.0/16
    acl localnet src fc00::/7 fe80::/10
    acl SSL_ports port 443
    acl Safe_ports port 21 70 80 210 443 488 591 777 1025-65535
    acl CONNECT method CONNECT

    http_access deny !Safe_ports
    http_access deny CONNECT !SSL_ports
    http_access allow localhost manager
    http_access deny manager
    http_access deny to_localhost

    cache_log stdio:/var/log/squid/cache.log
    access_log syslog:daemon.info squid
    pid_filename /run/squid.pid
    cache_effective_user squid
    cache_effective_group squid
    coredump_dir /var/cache/squid
    # Who is connected has less than the ten seconds of `docker stop`.
    shutdown_lifetime 3 seconds

    ${cfg.extraConfig}

    http_access allow localnet
    http_access allow localhost
    http_access deny all

    http_port ${address}${toString cfg.proxyPort}

    refresh_pattern ^ftp: 1440 20% 10080
    refresh_pattern -i (/cgi-bin/|\?) 0 0% 0
    refresh_pattern . 0 20% 4320
  '';

  configFile =
    if cfg.validateConfig then
      pkgs.writeChecked {
        name = "squid.conf";
        inherit text;
        inherit (cfg) package;
        option = "services.squid";
        # The user is the container's, and not there where the image is built.
        command = ''
          sed -i '/^ *cache_effective_/d' "$file"
          printf '\ncache_effective_user nobody\n' >> "$file"
          # A rule that it can't read it leaves out, and says so.
          run squid -k parse -f "$file" && ! grep -q 'aclParseAccessLine: expecting' "$TMPDIR/said"
        '';
      }
    else
      pkgs.writeText "squid.conf" text;
in
{
  options.services.squid = {
    enable = lib.mkEnableOption "the Squid proxy";

    package = lib.mkPackageOption pkgs "squid" { };

    validateConfig = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether squid looks at its configuration while the image is built.";
    };

    proxyAddress = lib.mkOption {
      type = lib.types.nullOr lib.types.str;
      default = null;
      example = "127.0.0.1";
      description = "Address to listen on; null is every one.";
    };

    proxyPort = lib.mkOption {
      type = lib.types.port;
      default = 3128;
      description = "Port to listen on.";
    };

    extraConfig = lib.mkOption {
      type = lib.types.lines;
      default = "";
      example = "acl office src 192.0.2.0/24";
      description = "Lines that come before the rules by which private networks are served, and nobody else.";
    };

    configText = lib.mkOption {
      type = lib.types.nullOr lib.types.lines;
      default = null;
      description = "The whole {file}`squid.conf`, in place of the one that the other options lead to.";
    };
  };

  config = lib.mkIf cfg.enable {
    users = import ./account.nix { inherit config lib; } {
      name = "squid";
      description = "Squid proxy";
      more.home = "/var/cache/squid";
    };

    environment.systemPackages = [ cfg.package ];
    # Where the program looks that is called by hand.
    environment.etc."squid/squid.conf".source = configFile;

    docker.internal = {
      exposedPorts = lib.optional (import ./reachable.nix cfg.proxyAddress) cfg.proxyPort;
      essentialUnits = [ "squid.service" ];
    };

    systemd.services.squid = {
      description = "Squid proxy";
      wantedBy = [ "multi-user.target" ];
      after = [
        "network.target"
        "nss-lookup.target"
      ];
      # It makes the directories of `cache_dir`, where there is one.
      preStart = ''
        chown squid:squid /var/log/squid /var/cache/squid
        ${cfg.package}/bin/squid --foreground -z -f ${configFile}
      '';
      serviceConfig = {
        PIDFile = "/run/squid.pid";
        ExecStart = "${cfg.package}/bin/squid --foreground -YCs -f ${configFile}";
        ExecReload = "/bin/sh -c \"kill -HUP $MAINPID\"";
        KillMode = "mixed";
        LogsDirectory = "squid";
        CacheDirectory = "squid";
        Restart = "on-failure";
      };
    };
  };
}
