# `services.httpd`: the Apache HTTP server.
#
# It runs in the foreground, started as root, and gives its workers to `services.httpd.user`, as
# Apache does anywhere: so it can write its logs to the container's own output and read keys that
# only root may read.
{
  config,
  lib,
  pkgs,
  ...
}:

let
  cfg = config.services.httpd;

  hosts = import ./hosts.nix { inherit config lib; };
  conf = import ./conf.nix {
    inherit
      config
      lib
      pkgs
      hosts
      ;
  };

  # PHP reads every .ini of a directory besides its own.
  phpIni =
    pkgs.runCommand "php-ini" { }
      "mkdir $out; ln -s ${pkgs.writeText "php.ini" cfg.phpOptions} $out/httpd.ini";

  # A path on this machine that is to be served must be there; a string that begins with / may be
  # a directory of the container, on a volume for instance.
  isMissing = root: builtins.isPath root && !builtins.pathExists root;

  isFile =
    root:
    builtins.isPath root
    && (builtins.readDir (dirOf root)).${baseNameOf (toString root)} or null == "regular";

  roots =
    lib.mapAttrsToList (name: host: {
      option =
        if hosts.isMain name then
          hosts.mainOption "documentRoot"
        else
          "services.httpd.virtualHosts.${name}.documentRoot";
      path = host.documentRoot;
      directory = true;
    }) cfg.virtualHosts
    ++ lib.concatLists (
      lib.mapAttrsToList (
        name: host:
        map (served: {
          option = "services.httpd.virtualHosts.${name}.servedDirs";
          path = served.dir;
          directory = true;
        }) host.servedDirs
        ++ map (served: {
          option = "services.httpd.virtualHosts.${name}.servedFiles";
          path = served.file;
          directory = false;
        }) host.servedFiles
      ) cfg.virtualHosts
    );
in
{
  imports = [
    ./options.nix
    ./legacy.nix
    (lib.mkRenamedOptionModule
      [ "services" "httpd" "multiProcessingModule" ]
      [ "services" "httpd" "mpm" ]
    )
  ];

  config = lib.mkIf cfg.enable {
    assertions =
      map (root: {
        assertion = !(isMissing root.path);
        message = "${root.option}: there is no ${toString root.path}. Make it, or name a directory that exists; for a directory that only the container has, write the path as a string.";
      }) roots
      ++ map (root: {
        assertion = !(root.directory && isFile root.path);
        message = "${root.option}: ${toString root.path} is a file, not a directory.";
      }) (lib.filter (root: !(isMissing root.path)) roots)
      ++ hosts.assertions
      ++ [
        {
          assertion = !cfg.enablePHP || cfg.mpm == "prefork" || config.docker.internal.packageSet != "debian";
          message = "services.httpd.mpm: Debian's PHP module works with \"prefork\" only, which is the default when services.httpd.enablePHP is on.";
        }
        {
          assertion = !cfg.enableMellon;
          message = "services.httpd.enableMellon is not supported; load the module with services.httpd.extraModules.";
        }
      ];

    users = import ../account.nix { inherit config lib; } {
      name = "wwwrun";
      inherit (cfg) user group;
      description = "Apache httpd user";
    };

    environment.systemPackages = [ cfg.package ];
    environment.etc."httpd/httpd.conf".source = cfg.configFile;

    services.httpd.configFile = lib.mkDefault (
      pkgs.writeChecked {
        name = "httpd.conf";
        text = conf;
        inherit (cfg) package;
        further = lib.optional cfg.enablePHP cfg.phpPackage;
        option = "services.httpd";
        # The accounts are the container's, as are certificates.
        command = ''
          sed -i -E 's/^(User|Group|DefaultRuntimeDir) .*//' $file
          read_it() {
            if run httpd -t -f $file > $TMPDIR/httpd 2>&1; then return 0; fi
            ! grep -A 1 'Syntax error on line' $TMPDIR/httpd
          }
          forgive 'does not exist|[Nn]o such file|[Cc]ould not|not found|unable to' read_it
        '';
      }
    );

    docker.internal.exposedPorts = map (listen: listen.port) hosts.listens;
    docker.internal.essentialUnits = [ "httpd.service" ];

    systemd.tmpfiles.rules = lib.optionals (cfg.logDir != null) [
      "d '${toString cfg.logDir}' 0700 ${cfg.user} ${cfg.group}"
      "Z '${toString cfg.logDir}' - ${cfg.user} ${cfg.group}"
    ];

    security.acme.certs = hosts.certs;

    systemd.services.httpd = {
      description = "Apache HTTPD";
      wantedBy = [ "multi-user.target" ];
      wants = map (name: "acme-${name}.service") hosts.certificates;
      after = [ "network.target" ] ++ map (name: "acme-${name}.service") hosts.certificates;
      # The authority asks it.
      before = map (name: "acme-order-renew-${name}.service") hosts.certificates;
      path = [ cfg.package ];
      # An empty first place stands for PHP's own directory.
      environment.PHP_INI_SCAN_DIR = lib.mkIf (cfg.enablePHP && cfg.phpOptions != "") ":${phpIni}";
      startLimitIntervalSec = 60;
      serviceConfig = {
        ExecStart = "@${cfg.package}/bin/httpd httpd -DFOREGROUND -f /etc/httpd/httpd.conf";
        ExecReload = "${cfg.package}/bin/httpd -k graceful -f /etc/httpd/httpd.conf";
        Type = "simple";
        RuntimeDirectory = [ "httpd" ];
        RuntimeDirectoryMode = "0755";
        Restart = "always";
        RestartSec = 5;
        # Workers whose main process was killed do not heed SIGTERM: the restart would wait 90 s for them.
        TimeoutStopSec = 10;
      };
    };
  };
}
