# Postfix, with the option names of NixOS: a mail server.
{
  config,
  lib,
  pkgs,
  ...
}:

let
  cfg = config.services.postfix;

  account = import ../account.nix { inherit config lib; };

  files = import ./files.nix { inherit lib pkgs cfg; };

  directory = "/var/lib/postfix";

  # Those that take mail of users, by option, with the parameters that hold there.
  handIn =
    lib.optionalAttrs cfg.enableSubmission {
      enableSubmission = cfg.settings.main // cfg.submissionOptions;
    }
    // lib.optionalAttrs cfg.enableSubmissions {
      enableSubmissions = cfg.settings.main // cfg.submissionsOptions;
    };

  # Postfix itself asks nobody for a password: another program knows them.
  knowsNoPassword =
    parameters:
    parameters.smtpd_sasl_auth_enable or "no" == "yes"
    && !(
      parameters ? smtpd_sasl_type || parameters ? smtpd_sasl_path || parameters ? cyrus_sasl_config_path
    );

  hasNoCertificate =
    parameters:
    parameters.smtpd_tls_chain_files == [ ]
    && !lib.any (kind: parameters ? "smtpd_tls_${kind}cert_file") [
      ""
      "ec"
      "d"
    ];
in
{
  imports = [ ./options.nix ];

  config = lib.mkIf cfg.enable {
    warnings = lib.concatLists (
      lib.mapAttrsToList (
        option: parameters:
        lib.optional (knowsNoPassword parameters) "services.postfix.${option}: nobody can log in, as nothing says who knows the passwords. Set services.postfix.settings.main.smtpd_sasl_type and smtpd_sasl_path (\"dovecot\" and its socket), or cyrus_sasl_config_path (a directory with smtpd.conf)."
        ++ lib.optional (hasNoCertificate parameters) "services.postfix.${option}: there is no certificate, without which no client gets in: services.postfix.settings.main.smtpd_tls_chain_files = [ KEY CERTIFICATE ]."
      ) handIn
    );

    services.postfix = {
      settings.master = import ./services.nix { inherit lib cfg; };
      inherit (files) aliasFiles mapFiles;
      settings.main = files.parameters;
    };

    users = lib.mkMerge [
      (account {
        name = "postfix";
        inherit (cfg) user group;
        description = "Postfix mail server";
      })
      {
        groups =
          (account {
            name = "postdrop";
            group = cfg.setgidGroup;
            description = "";
          }).groups;
      }
    ];

    environment.systemPackages = [ cfg.package ];
    environment.etc.postfix.source = "${directory}/conf";
    # Debian's copies files for services in a chroot, by a program in Perl, for which there is none.
    environment.etc."default/postfix".text = "SYNC_CHROOT=\n";

    # Users hand mail in where only this group may write.
    security.wrappers =
      lib.genAttrs
        (
          [
            "postdrop"
            "postqueue"
            "mailq"
          ]
          ++ lib.optional cfg.setSendmail "sendmail"
        )
        (program: {
          source = "${cfg.package}/bin/${program}";
          owner = "root";
          group = cfg.setgidGroup;
          setgid = true;
        });

    docker.internal = {
      exposedPorts =
        lib.optional cfg.enableSmtp 25
        ++ lib.optional cfg.enableSubmission 587
        ++ lib.optional cfg.enableSubmissions 465;
      essentialUnits = [ "postfix.service" ];
    };

    systemd.services.postfix-setup = {
      description = "Directories and tables of Postfix";
      script = ''
        mkdir -p ${directory}/queue/pid ${directory}/data /var/spool/mail
        rm -rf ${directory}/conf
        mkdir -p ${directory}/conf
        cd ${directory}/conf
        # Which files are to be whose, and where the kinds of tables are that come as libraries.
        cp -L ${cfg.package}/etc/postfix/postfix-files .
        if [ -e ${cfg.package}/etc/postfix/dynamicmaps.cf.d ]; then
          cp -rL ${cfg.package}/etc/postfix/dynamicmaps.cf.d .
        fi
        ${lib.optionalString (cfg.settings.main ? cyrus_sasl_config_path) ''
          # Debian's looks nowhere else.
          ln -s ${lib.escapeShellArg (toString cfg.settings.main.cyrus_sasl_config_path)} sasl
        ''}
        cp ${files.main} main.cf
        cp ${files.master} master.cf
        ${lib.concatStrings (
          lib.mapAttrsToList (name: file: ''
            cp ${file} ${name}
            /usr/sbin/postalias -c . -o -p ${name}
          '') cfg.aliasFiles
        )}
        ${lib.concatStrings (
          lib.mapAttrsToList (name: file: ''
            cp ${file} ${name}
            /usr/sbin/postmap -c . ${name}
          '') cfg.mapFiles
        )}
        chmod 1777 /var/spool/mail
        ln -sfn /var/spool/mail /var/mail
        # Postfix wants their rights in the files themselves, which the store does not keep.
        mkdir -p /run/postfix/bin
        ln -sf ${cfg.package}/bin/post* /run/postfix/bin
        for program in postdrop postqueue; do
          rm /run/postfix/bin/$program
          install -g ${cfg.setgidGroup} -m 2755 ${cfg.package}/bin/$program /run/postfix/bin
        done
        /usr/sbin/postfix -c ${directory}/conf set-permissions
      '';
      serviceConfig = {
        Type = "oneshot";
        RemainAfterExit = true;
        StateDirectory = "postfix";
      };
    };

    systemd.services.postfix = {
      description = "Postfix mail server";
      wantedBy = [ "multi-user.target" ];
      requires = [ "postfix-setup.service" ];
      after = [
        "network.target"
        "postfix-setup.service"
      ];
      path = [
        cfg.package
        pkgs.diffutils
      ];
      serviceConfig = {
        Type = "forking";
        PIDFile = "${directory}/queue/pid/master.pid";
        ExecStart = "/usr/sbin/postfix start";
        ExecStop = "/usr/sbin/postfix stop";
        ExecReload = "/usr/sbin/postfix reload";
        Restart = "always";
      };
    };
  };
}
