# PHP-FPM, with the option names of NixOS: one unit, phpfpm-NAME, for each pool.
{
  config,
  lib,
  pkgs,
  ...
}:

let
  cfg = config.services.phpfpm;

  setting = lib.types.attrsOf (
    lib.types.oneOf [
      lib.types.str
      lib.types.int
      lib.types.bool
    ]
  );

  word =
    value:
    if value == true then
      "yes"
    else if value == false then
      "no"
    else
      toString value;

  lines =
    settings: lib.concatStrings (lib.mapAttrsToList (key: value: "${key} = ${word value}\n") settings);

  listen = pool: if pool.listen == "" then pool.socket else pool.listen;

  fileOf =
    name: package: text:
    pkgs.writeChecked {
      name = "phpfpm-${name}.conf";
      text = ''
        [global]
        ${lines cfg.settings}
        ${cfg.extraConfig}
        [${name}]
        ${text}
      '';
      inherit package;
      option = "services.phpfpm";
      # Accounts and directories are the container's.
      command = ''
        sed -i -E 's/^ *(user|group|listen[.](owner|group)) *=.*/\1 = 65534/' $file
        sed -i -E '/^ *listen[.]acl_/s/.*//' $file
        run php-fpm -n -t -y $file > $TMPDIR/fpm 2>&1 || {
          grep -qE 'does not exist|[Nn]o such file|annot get|nable to open' $TMPDIR/fpm ||
            ! sed -n 's/^.*ERROR:* //p' $TMPDIR/fpm
        }
      '';
    };

  configFile =
    name: pool:
    fileOf name pool.phpPackage ''
      ${lines (
        {
          listen = listen pool;
          # Whatever a program of the pool prints is the container's log.
          catch_workers_output = true;
          decorate_workers_output = false;
        }
        // lib.filterAttrs (_: name: name != null) { inherit (pool) user group; }
        // pool.settings
      )}
      ${lib.concatStrings (lib.mapAttrsToList (key: value: "env[${key}] = ${value}\n") pool.phpEnv)}
      ${lib.optionalString (pool.extraConfig != null) pool.extraConfig}
    '';

  iniFile = name: pool: pkgs.writeTextDir "pool.ini" (cfg.phpOptions + "\n" + pool.phpOptions);

  service = name: file: pool: {
    description = "PHP processes of the pool ${name}";
    wantedBy = [ "multi-user.target" ];
    after = [ "network.target" ];
    # PHP reads its own directory, then this one.
    environment.PHP_INI_SCAN_DIR = ":${iniFile name pool}";
    serviceConfig = {
      Type = "notify";
      ExecStart = "${pool.phpPackage}/bin/php-fpm --nodaemonize --fpm-config ${file}";
      ExecReload = "/bin/sh -c \"kill -USR2 $MAINPID\"";
      RuntimeDirectory = "phpfpm";
      RuntimeDirectoryPreserve = true;
      Restart = "always";
    };
  };
in
{
  options.services.phpfpm = {
    pools = lib.mkOption {
      type = lib.types.attrsOf (
        lib.types.submodule (
          import ./pool.nix {
            inherit lib cfg;
            inherit (config) users;
          }
        )
      );
      default = { };
      example = lib.literalExpression ''
        {
          site = {
            user = "nginx";
            group = "nginx";
            settings = {
              pm = "ondemand";
              "pm.max_children" = 16;
              "listen.owner" = "nginx";
            };
          };
        }
      '';
      description = "Pools of PHP processes, by name.";
    };

    poolConfigs = lib.mkOption {
      type = lib.types.attrsOf lib.types.lines;
      default = { };
      example = {
        old = ''
          listen = /run/phpfpm/old.sock
          user = nobody
          pm = ondemand
          pm.max_children = 4
        '';
      };
      description = "Pools as lines of their section, by name; {option}`pools` says the same with options.";
    };

    phpPackage = lib.mkPackageOption pkgs "php" { };

    extraConfig = lib.mkOption {
      type = lib.types.lines;
      default = "";
      description = "Lines for the `global` section of every pool.";
    };

    phpOptions = lib.mkOption {
      type = lib.types.lines;
      default = "";
      example = "date.timezone = CET";
      description = "Lines for the {file}`php.ini` of every pool.";
    };

    settings = lib.mkOption {
      type = setting;
      default = { };
      description = "Directives for the `global` section of every pool.";
    };
  };

  config = lib.mkIf (cfg.pools != { } || cfg.poolConfigs != { }) {
    assertions = lib.concatLists (
      lib.mapAttrsToList (
        name: pool:
        let
          # By number it may be anybody.
          isDeclared =
            account: declared:
            lib.elem account [
              null
              ""
            ]
            || declared ? ${account}
            || builtins.match "[0-9]+" account != null;
        in
        [
          {
            # Before 2019 it was said among the lines.
            assertion =
              pool.user != null || pool.settings ? user || lib.hasInfix "user" (toString pool.extraConfig);
            message = "services.phpfpm.pools.${name}.user is not set: say as whom its processes run.";
          }
          {
            assertion = isDeclared pool.user config.users.users;
            message = "services.phpfpm.pools.${name}.user: there is no user ${toString pool.user}: declare users.users.${toString pool.user}.";
          }
          {
            assertion = isDeclared pool.group config.users.groups;
            message = "services.phpfpm.pools.${name}.group: there is no group ${toString pool.group}: declare users.groups.${toString pool.group}.";
          }
        ]
      ) cfg.pools
    );

    services.phpfpm.settings = {
      error_log = "syslog";
      daemonize = false;
    };

    docker.internal.essentialUnits = map (name: "phpfpm-${name}.service") (
      lib.attrNames (cfg.pools // cfg.poolConfigs)
    );

    systemd.services =
      lib.mapAttrs' (
        name: pool: lib.nameValuePair "phpfpm-${name}" (service name (configFile name pool) pool)
      ) cfg.pools
      // lib.mapAttrs' (
        name: text:
        lib.nameValuePair "phpfpm-${name}" (
          service name (fileOf name cfg.phpPackage text) {
            inherit (cfg) phpPackage;
            phpOptions = "";
          }
        )
      ) cfg.poolConfigs;
  };
}
