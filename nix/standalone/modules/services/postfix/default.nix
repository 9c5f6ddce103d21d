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
in
{
  imports = [ ./options.nix ];

  config = lib.mkIf cfg.enable {
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
