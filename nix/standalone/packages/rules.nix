# What of Debian's packages matters to files that are only unpacked, in a container.
#
# Expressions match whole names.
let
  set =
    names:
    builtins.listToAttrs (
      map (name: {
        inherit name;
        value = true;
      }) names
    );

  perl = "perl|perl-base|lib.*-perl";
in
{
  # Packages that others depend on for their maintainer scripts, which never run here, or for an
  # init system. Who wants one names it: `pkgs.debian.debconf`.
  maintainerOnly = set [
    "adduser"
    "cdebconf"
    "cron-daemon-common"
    "debconf"
    "debconf-i18n"
    "dictionaries-common"
    "dpkg"
    "emacsen-common"
    "init-system-helpers"
    "install-info"
    "logrotate"
    "lsb-base"
    "runit-helper"
    "sensible-utils"
    "systemd"
    "systemd-standalone-tmpfiles"
    "systemd-sysv"
    "sysuser-helper"
    "sysvinit-utils"
    "tex-common"
    "ucf"
    "xml-core"
  ];

  # Single dependencies that a container has no use for.
  notNeeded = [
    # perl is for a2enmod and for split-logfile.
    {
      by = "apache2-bin|apache2-utils";
      what = perl;
    }
    # For mytop, mariadb-hotcopy and the like.
    {
      by = "mariadb-client";
      what = perl;
    }
    # For damemtop and the start script.
    {
      by = "memcached";
      what = perl;
    }
    # For helpers that ask a database.
    {
      by = "squid";
      what = perl;
    }
    # Cluster management for many versions at once, a self-made certificate, locales to be
    # generated, and the JIT compiler that `leftOut` has no files of.
    {
      by = "postgresql-[0-9]+";
      what = "postgresql-common(-dev)?|ssl-cert|locales|locales-all|libllvm[0-9.]+(t64)?";
    }
    {
      by = "postgresql-client-[0-9]+";
      what = "postgresql-client-common";
    }
    {
      by = "dovecot-core|postfix";
      what = "ssl-cert|e2fsprogs|cpio";
    }
    # Whatever serves it is named by the configuration.
    {
      by = "wordpress";
      what = "apache2.*|httpd|nginx.*|libapache2-mod-php.*|php[0-9.]*(-.*)?|default-mysql-client|mariadb-client.*";
    }
    {
      by = "libapache2-mod-php.*";
      what = "apache2.*";
    }
    {
      by = "libjs-.*|node-.*";
      what = "nodejs|javascript-common";
    }
    {
      by = "git";
      what = "git-man";
    }
    # For update-ca-certificates, whose work is done without it.
    {
      by = "ca-certificates";
      what = "openssl";
    }
    {
      by = "bind9";
      what = "iproute2";
    }
    {
      by = "nginx";
      what = "iproute2";
    }
  ];

  # Files that are not unpacked.
  leftOut = [
    {
      of = "postgresql-[0-9]+";
      paths = [
        "./usr/lib/postgresql/*/lib/bitcode"
        "./usr/lib/postgresql/*/lib/llvmjit*"
      ];
    }
  ];
}
