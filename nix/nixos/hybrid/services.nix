# What services of Debian's programs need besides what NixOS' modules say for nixpkgs': other paths are compiled in.
{
  config,
  lib,
  options,
  pkgs,
  ...
}:

let
  enabled = name: (options.services or { }) ? ${name} && config.services.${name}.enable;
in
{
  _file = ./services.nix;

  # NixOS chooses by stateVersion; Debian has one version.
  services =
    lib.optionalAttrs (options.services ? postgresql) {
      postgresql.package = lib.mkOverride 900 pkgs.postgresql;
    }
    # The check looks for files and a user that are in the container alone.
    // lib.optionalAttrs (options.services.squid or { } ? validateConfig) {
      squid.validateConfig = lib.mkOverride 900 false;
    }
    # Debian's database is a module of the server's.
    // lib.optionalAttrs (options.services.openldap or { } ? settings) {
      openldap.settings.children = lib.mkIf config.services.openldap.enable {
        "cn=module{0}".attrs = {
          objectClass = lib.mkDefault "olcModuleList";
          cn = lib.mkDefault "module{0}";
          olcModuleLoad = lib.mkDefault "back_mdb";
        };
      };
    }
    // lib.optionalAttrs (options.services.openldap or { } ? database) {
      openldap.extraConfig = lib.mkIf config.services.openldap.enable (
        lib.mkBefore "moduleload back_${config.services.openldap.database}"
      );
    }
    # What Debian's has built in can't be loaded.
    // lib.optionalAttrs (options.services ? httpd) {
      httpd.configFile = lib.mkIf config.services.httpd.enable (
        lib.mkOverride 1400 (
          pkgs.runCommand "httpd.conf" { } ''
            sed -E '/^LoadModule (${lib.concatStringsSep "|" pkgs.apacheHttpd.builtinModules})_module /d' \
              ${options.services.httpd.configFile.default} > $out
          ''
        )
      );
    };

  assertions = lib.optional (enabled "dovecot2") {
    assertion =
      lib.versionAtLeast pkgs.dovecot.version "2.4"
      -> options.services.dovecot2.configFile.highestPrio < (lib.mkOptionDefault null).priority;
    message =
      "services.dovecot2: this nixpkgs writes settings for Dovecot 2.3, and Debian's ${pkgs.dovecot.version} reads none of"
      + " them: set services.dovecot2.configFile to a file for that version";
  };

  environment.etc =
    # Before 2021 what checks it is sshd, which looks for a user that the builder does not have.
    lib.optionalAttrs
      (
        options.services ? openssh
        && !(options.services.openssh ? settings)
        && options.services.openssh ? extraConfig
      )
      {
        "ssh/sshd_config" = lib.mkIf (enabled "openssh") {
          source = lib.mkForce (pkgs.writeText "sshd_config" config.services.openssh.extraConfig);
        };
      }
    // {
      # Debian's programs copy files into the queue's directory, for those that are locked up there; nixpkgs' don't.
      "default/postfix" = lib.mkIf (enabled "postfix") { text = lib.mkDefault "SYNC_CHROOT=\n"; };
    };

  systemd.tmpfiles.rules =
    # Where sshd locks itself up.
    lib.optional (enabled "openssh") "d /run/sshd 0755 root root -"
    # Debian's has files there, so it is not made for the service.
    ++ lib.optional (enabled "bind") (
      "d /etc/bind 0755 named " + (if config.users.groups ? named then "named -" else "- -")
    )
    # Debian's looks there each minute, and complains when there is none.
    ++ lib.optional (enabled "cron") "d /etc/cron.d 0755 root root -";

  # Where it keeps what clients send.
  systemd.services.nginx = lib.mkIf (enabled "nginx") {
    serviceConfig.StateDirectory = lib.mkDefault "nginx";
  };

  # initdb asks `locale` which there are; nixpkgs' has the path of it compiled in.
  systemd.services.postgresql = lib.mkIf (enabled "postgresql") { path = [ pkgs.debian.libc-bin ]; };

  # It calls a compiler, which looks for its parts beside itself: they are of several packages.
  systemd.services.varnish = lib.mkIf (enabled "varnish") {
    environment.GCC_EXEC_PREFIX = "/usr/lib/gcc/";
  };

  # Debian's sends what jobs print by mail.
  docker.internal.joined = lib.mkIf (enabled "cron") [
    (import ../../standalone/packages/cron-log.nix { inherit pkgs; })
    pkgs.util-linux
  ];

  # What nixpkgs' means by -n, Debian's means by -f.
  systemd.services.cron = lib.mkIf (enabled "cron") {
    serviceConfig.ExecStart = lib.mkForce "${pkgs.cron}/bin/cron -f -L 5";
  };

  # It keeps the tables of users in a directory of this group, as which its crontab runs.
  users.groups = lib.mkIf (enabled "cron") { crontab = { }; };
  security = lib.optionalAttrs (options.security.wrappers.type.name or "" == "attrsOf") {
    wrappers = lib.mkIf (enabled "cron") {
      crontab = {
        setuid = lib.mkForce false;
        setgid = true;
        group = lib.mkForce "crontab";
      };
    };
  };

  # Where it keeps its state.
  systemd.services.logrotate = lib.mkIf (enabled "logrotate") {
    serviceConfig.StateDirectory = lib.mkDefault "logrotate";
  };
}
