# What Debian's maintainer scripts would do to a root file system, as data for src/apt/join.rs.
# All paths are relative to /.
let
  # Each name of a family, `java` and `keytool` for example, from the same directories.
  programs =
    names: directories:
    builtins.listToAttrs (
      map (name: {
        name = "usr/bin/${name}";
        value = map (directory: "${directory}/${name}") directories;
      }) names
    );

  openjdks = map (version: "usr/lib/jvm/java-${toString version}-openjdk-amd64/bin") [
    25
    21
    17
    11
  ];

  phps =
    map (version: "8.${toString version}") [
      5
      4
      3
      2
      1
      0
    ]
    ++ [ "7.4" ];

  php = name: map (version: "usr/bin/${name}${version}") phps;

  vims = [
    "usr/bin/vim.gtk3"
    "usr/bin/vim.nox"
    "usr/bin/vim.basic"
    "usr/bin/vim.tiny"
  ];

  pam = import ./pam.nix;

  pamRule = name: {
    when = "usr/share/pam";
    path = "etc/pam.d/${name}";
    text = pam.${name};
  };
in
{
  # What belongs to a system with an init, a package manager or a desktop of its own.
  leftOut = map (name: "etc/${name}") [
    "X11"
    "alternatives"
    "apm"
    "apparmor"
    "apparmor.d"
    "apt"
    "bash_completion.d"
    "cron.d"
    "cron.daily"
    "cron.hourly"
    "cron.monthly"
    "cron.weekly"
    "cron.yearly"
    "default"
    "dhcp"
    "dpkg"
    "gss"
    "ifplugd"
    "init"
    "init.d"
    "initramfs-tools"
    "insserv.conf.d"
    "kernel"
    "logcheck"
    "logrotate.d"
    "modprobe.d"
    "modules-load.d"
    "network"
    "NetworkManager"
    "ppp"
    "rc0.d"
    "rc1.d"
    "rc2.d"
    "rc3.d"
    "rc4.d"
    "rc5.d"
    "rc6.d"
    "rcS.d"
    "resolvconf"
    "runit"
    "sv"
    "systemd"
    "ucf.conf"
    "udev"
    "ufw"
    "update-motd.d"
    "xdg"
  ];

  alternatives = {
    "usr/bin/sh" = [
      "usr/bin/bash"
      "usr/bin/dash"
    ];
    "usr/bin/awk" = [
      "usr/bin/gawk"
      "usr/bin/mawk"
      "usr/bin/original-awk"
    ];
    "usr/bin/nawk" = [
      "usr/bin/gawk"
      "usr/bin/mawk"
      "usr/bin/original-awk"
    ];
    "usr/bin/nc" = [
      "usr/bin/nc.openbsd"
      "usr/bin/nc.traditional"
    ];
    "usr/bin/netcat" = [
      "usr/bin/nc.openbsd"
      "usr/bin/nc.traditional"
    ];
    "usr/bin/pager" = [
      "usr/bin/less"
      "usr/bin/more"
    ];
    "usr/bin/editor" = [ "usr/bin/nano" ] ++ vims;
    "usr/bin/ex" = vims;
    "usr/bin/rview" = vims;
    "usr/bin/vi" = vims;
    "usr/bin/view" = vims;
    "usr/bin/vim" = vims;
    "usr/bin/vimdiff" = vims;
    "usr/bin/php" = php "php";
    "usr/bin/phar" = php "phar";
    "usr/bin/php-cgi" = php "php-cgi";
    "usr/bin/phpize" = php "phpize";
    "usr/bin/php-config" = php "php-config";
    "usr/sbin/php-fpm" = map (version: "usr/sbin/php-fpm${version}") phps;
    "usr/bin/c++" = [
      "usr/bin/g++"
      "usr/bin/clang++"
    ];
    "usr/bin/cc" = [
      "usr/bin/gcc"
      "usr/bin/clang"
    ];
    "usr/bin/rsh" = [ "usr/bin/ssh" ];
    "usr/bin/write" = [ "usr/bin/write.ul" ];
    "usr/bin/telnet" = [
      "usr/bin/telnet.netkit"
      "usr/bin/inetutils-telnet"
    ];
    "usr/sbin/sendmail" = [
      "usr/sbin/exim4"
      "usr/bin/msmtp"
      # Where there is no mail: see services/cron.nix.
      "usr/lib/nix-docker/sendmail-to-log"
    ];
    # As its users name it; Debian's has the version in its name.
    "usr/lib/uwsgi/plugins/python3_plugin.so" =
      map (version: "usr/lib/uwsgi/plugins/python3${toString version}_plugin.so")
        [
          14
          13
          12
          11
        ];
    "etc/mysql/my.cnf" = [
      "etc/mysql/mariadb.cnf"
      "etc/mysql/my.cnf.fallback"
    ];
  }
  // programs [
    "java"
    "javac"
    "jar"
    "jcmd"
    "jps"
    "jstack"
    "keytool"
    "rmiregistry"
  ] openjdks;

  rules = [
    # update-ca-certificates: one file with all, where programs and libraries look for it.
    {
      when = "usr/share/ca-certificates/mozilla";
      path = "etc/ssl/certs/ca-certificates.crt";
      concat = "usr/share/ca-certificates";
    }
    {
      when = "usr/share/ca-certificates/mozilla";
      path = "etc/ssl/certs/ca-bundle.crt";
      link = "ca-certificates.crt";
    }
    # OpenSSL's default file; its default directory would need a link per hash.
    {
      when = "usr/share/ca-certificates/mozilla";
      path = "usr/lib/ssl/cert.pem";
      link = "/etc/ssl/certs/ca-certificates.crt";
    }
  ]
  ++ map pamRule (builtins.attrNames pam)
  ++ [
    # base-files keeps these as templates.
    {
      when = "usr/share/base-files/profile";
      path = "etc/profile";
      concat = "usr/share/base-files/profile";
    }
  ];
}
