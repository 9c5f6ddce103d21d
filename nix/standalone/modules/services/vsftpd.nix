# vsftpd, with the option names of NixOS: an FTP server.
{
  config,
  lib,
  pkgs,
  ...
}:

let
  inherit (lib) mkOption types;
  cfg = config.services.vsftpd;

  account = import ./account.nix { inherit config lib; };

  # Options that are a word of vsftpd.conf: its name there, and what it means.
  flags = {
    allowWriteableChroot = [
      "allow_writeable_chroot"
      "Whether users may be confined to a directory that they can write."
    ];
    anonymousMkdirEnable = [
      "anon_mkdir_write_enable"
      "Whether anonymous users may make directories."
    ];
    anonymousUploadEnable = [
      "anon_upload_enable"
      "Whether anonymous users may upload files."
    ];
    anonymousUser = [
      "anonymous_enable"
      "Whether anybody is let in, as `anonymous`."
    ];
    anonymousUserNoPassword = [
      "no_anon_password"
      "Whether anonymous users are not asked for a password."
    ];
    chrootlocalUser = [
      "chroot_local_user"
      "Whether users see nothing but their home."
    ];
    forceLocalDataSSL = [
      "force_local_data_ssl"
      "Whether files of users go over TLS only."
    ];
    forceLocalLoginsSSL = [
      "force_local_logins_ssl"
      "Whether passwords of users go over TLS only."
    ];
    localUsers = [
      "local_enable"
      "Whether users of the container may log in."
    ];
    portPromiscuous = [
      "port_promiscuous"
      "Whether data may go to others than the client."
    ];
    userlistDeny = [
      "userlist_deny"
      "Whether the users of {option}`services.vsftpd.userlist` are refused, not the only ones."
    ];
    userlistEnable = [
      "userlist_enable"
      "Whether the list of users counts."
    ];
    virtualUseLocalPrivs = [
      "virtual_use_local_privs"
      "Whether virtual users may do what users may."
    ];
    writeEnable = [
      "write_enable"
      "Whether anything can be written."
    ];
  };

  word = value: if value then "YES" else "NO";

  lines =
    values:
    lib.concatStrings (
      lib.mapAttrsToList (
        name: value: lib.optionalString (value != null) "${name}=${toString value}\n"
      ) values
    );

  configFile = pkgs.writeText "vsftpd.conf" (
    lines (
      lib.mapAttrs' (name: flag: lib.nameValuePair (builtins.head flag) (word cfg.${name})) flags
      // {
        background = "NO";
        listen = "NO";
        listen_ipv6 = "YES";
        nopriv_user = "vsftpd";
        secure_chroot_dir = "/var/empty";
        seccomp_sandbox = "NO";
        syslog_enable = "YES";
        pam_service_name = "vsftpd";
        anon_umask = cfg.anonymousUmask;
        local_root = cfg.localRoot;
        userlist_file = cfg.userlistFile;
        ssl_enable = word (cfg.rsaCertFile != null);
        rsa_cert_file = cfg.rsaCertFile;
        rsa_private_key_file = cfg.rsaKeyFile;
        anon_root = if cfg.anonymousUser then cfg.anonymousUserHome else null;
        guest_enable = word cfg.enableVirtualUsers;
        guest_username = if cfg.enableVirtualUsers then "vsftpd" else null;
      }
    )
    + cfg.extraConfig
  );

  orNull =
    type: example: description:
    mkOption {
      type = types.nullOr type;
      default = null;
      inherit example description;
    };

  accepted =
    default:
    mkOption {
      type = types.bool;
      inherit default;
      description = "Accepted: today's vsftpd speaks TLS 1.2 and newer.";
    };
in
{
  options.services.vsftpd =
    lib.mapAttrs (
      _: flag:
      mkOption {
        type = types.bool;
        default = false;
        description = builtins.elemAt flag 1;
      }
    ) flags
    // {
      enable = lib.mkEnableOption "the vsftpd FTP server";

      userlist = mkOption {
        type = types.listOf types.str;
        default = [ ];
        example = [ "alice" ];
        description = "Users who may log in, or who may not.";
      };

      userlistFile = mkOption {
        type = types.path;
        default = pkgs.writeText "userlist" (lib.concatMapStrings (name: "${name}\n") cfg.userlist);
        defaultText = lib.literalMD "a file made of {option}`services.vsftpd.userlist`";
        description = "The same as a file.";
      };

      enableVirtualUsers = mkOption {
        type = types.bool;
        default = false;
        description = "Whether users are those of {option}`services.vsftpd.userDbPath`.";
      };

      userDbPath =
        orNull types.str "/etc/vsftpd/users"
          "Database with virtual users and their passwords, without `.db`.";

      localRoot =
        orNull types.str "/srv/ftp/$USER"
          "Directory that users come to, instead of their home.";

      anonymousUserHome = mkOption {
        type = types.path;
        default = "/home/ftp/";
        description = "Directory that anonymous users come to.";
      };

      anonymousUmask = mkOption {
        type = types.str;
        default = "077";
        description = "Rights that files of anonymous users don't have.";
      };

      rsaCertFile = orNull types.path "/run/secrets/ftp.pem" "Certificate for TLS, in the container.";
      rsaKeyFile = orNull types.path "/run/secrets/ftp.key" "Its key, in the container.";

      ssl_tlsv1 = accepted true;
      ssl_sslv2 = accepted false;
      ssl_sslv3 = accepted false;

      extraConfig = mkOption {
        type = types.lines;
        default = "";
        example = ''
          pasv_min_port=56250
          pasv_max_port=56260
        '';
        description = "Further lines of {file}`vsftpd.conf`.";
      };
    };

  config = lib.mkIf cfg.enable {
    assertions = [
      {
        assertion = !(cfg.forceLocalLoginsSSL || cfg.forceLocalDataSSL) || cfg.rsaCertFile != null;
        message = "services.vsftpd: forceLocalLoginsSSL and forceLocalDataSSL need rsaCertFile.";
      }
      {
        assertion = !cfg.enableVirtualUsers || (cfg.userDbPath != null && cfg.localUsers);
        message = "services.vsftpd: enableVirtualUsers needs userDbPath, and localUsers.";
      }
    ];

    services.vsftpd.userlist = lib.optional cfg.userlistDeny "root";

    users = lib.mkMerge [
      (account {
        name = "vsftpd";
        description = "vsftpd FTP server";
        more.home = if cfg.localRoot != null then cfg.localRoot else "/var/empty";
      })
      (lib.mkIf cfg.anonymousUser (account {
        name = "ftp";
        description = "Anonymous FTP user";
        more.home = cfg.anonymousUserHome;
      }))
    ];

    environment.etc."vsftpd.conf".source = configFile;

    # Debian's own asks for a shell of /etc/shells, which users of FTP alone have not.
    security.pam.services.vsftpd.text =
      let
        asked = if cfg.enableVirtualUsers then "pam_userdb.so db=${cfg.userDbPath}" else "pam_unix.so";
      in
      lib.mkDefault ''
        auth required ${asked}
        account required ${asked}
        session required pam_permit.so
      '';

    systemd.tmpfiles.rules = lib.optional cfg.anonymousUser "d '${toString cfg.anonymousUserHome}' 0555 ftp ftp - -";

    docker.internal = {
      exposedPorts = [ 21 ];
      essentialUnits = [ "vsftpd.service" ];
    };

    systemd.services.vsftpd = {
      description = "vsftpd FTP server";
      wantedBy = [ "multi-user.target" ];
      after = [ "network.target" ];
      serviceConfig = {
        ExecStartPre = "${pkgs.coreutils}/bin/mkdir -p /var/empty";
        ExecStart = "${pkgs.vsftpd}/bin/vsftpd /etc/vsftpd.conf";
        Restart = "always";
      };
    };
  };
}
