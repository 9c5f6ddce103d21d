# The options of `services.postfix`.
{
  lib,
  pkgs,
  config,
  ...
}:

let
  inherit (lib) mkOption types;
  inherit (import ../../short-options.nix { inherit lib; }) flag text;
  cfg = config.services.postfix;

  lines =
    example: description:
    mkOption {
      type = types.lines;
      default = "";
      inherit example description;
    };

  files =
    description:
    mkOption {
      type = types.attrsOf types.path;
      default = { };
      inherit description;
    };

  mapType = mkOption {
    type = types.enum [
      "hash"
      "regexp"
      "pcre"
    ];
    default = "hash";
    description = "How the table is looked up.";
  };

  orNull =
    type: default: description:
    mkOption {
      type = types.nullOr type;
      inherit default description;
    };

  # How much TLS is asked for.
  levels = [
    "none"
    "may"
    "encrypt"
  ];

  # A parameter of main.cf; null leaves it to Postfix.
  parameter =
    let
      atom = types.oneOf [
        types.bool
        types.int
        types.path
        types.str
      ];
    in
    types.nullOr (types.either atom (types.listOf atom));

  submission = mkOption {
    type = types.attrsOf types.str;
    default = {
      milter_macro_daemon_name = "ORIGINATING";
      smtpd_client_restrictions = "permit_sasl_authenticated,reject";
      smtpd_sasl_auth_enable = "yes";
      smtpd_tls_security_level = "encrypt";
    };
    description = "Parameters that hold at this port.";
  };

  renamed =
    from: to:
    lib.mkRenamedOptionModule [ "services" "postfix" from ] (
      [
        "services"
        "postfix"
        "settings"
      ]
      ++ to
    );

  toMain =
    from: to:
    renamed from [
      "main"
      to
    ];

  gone =
    option:
    lib.mkRemovedOptionModule [
      "services"
      "postfix"
      option
    ];
in
{
  imports = [
    (toMain "networks" "mynetworks")
    (toMain "networksStyle" "mynetworks_style")
    (toMain "hostname" "myhostname")
    (toMain "domain" "mydomain")
    (toMain "origin" "myorigin")
    (toMain "destination" "mydestination")
    (toMain "relayDomains" "relay_domains")
    (toMain "recipientDelimiter" "recipient_delimiter")
    (toMain "tlsTrustedAuthorities" "smtp_tls_CAfile")
    (renamed "config" [ "main" ])
    (renamed "masterConfig" [ "master" ])
    (gone "relayHost" "Use services.postfix.settings.main.relayhost = [ \"HOST:PORT\" ] instead.")
    (gone "relayPort" "Use services.postfix.settings.main.relayhost = [ \"HOST:PORT\" ] instead.")
    (gone "extraConfig" "Use services.postfix.settings.main instead.")
    (gone "sslCert" "Use services.postfix.settings.main.smtpd_tls_chain_files instead.")
    (gone "sslKey" "Use services.postfix.settings.main.smtpd_tls_chain_files instead.")
    (gone "lookupMX" "Write the host of services.postfix.settings.main.relayhost in brackets instead.")
    (gone "useDane" "Use services.postfix.settings.main.smtp_tls_security_level = \"dane\" instead.")
  ];

  options.services.postfix = {
    enable = lib.mkEnableOption "the Postfix mail server";

    package = lib.mkPackageOption pkgs "postfix" { };

    enableSmtp = flag true "Whether mail is taken at port 25.";
    enableSubmission = flag false "Whether users' mail is taken at port 587.";
    enableSubmissions = flag false "Whether users' mail is taken at port 465, with TLS from the first byte.";
    submissionOptions = submission;
    submissionsOptions = submission;

    setSendmail = flag true "Whether Postfix is the container's {command}`sendmail`.";

    user = text "postfix" "User that Postfix runs as; created if it is the default one.";
    group = text "postfix" "Group that Postfix runs as; created if it is the default one.";
    setgidGroup = text "postdrop" "Group that mail is handed in as; created if it is the default one.";

    settings.main = mkOption {
      type = types.submodule {
        freeformType = types.attrsOf parameter;
        options = {
          myhostname = orNull types.str null "Name that the server says it has.";
          mydestination = orNull (types.either types.str (types.listOf types.str)) [
            "$myhostname"
            "localhost.$mydomain"
            "localhost"
          ] "Domains whose mail is for users of the container.";
          mynetworks = orNull (types.listOf types.str) null "Who may send mail to anywhere.";
          mynetworks_style = orNull types.str "host" "The same, if {option}`mynetworks` is `null`.";
          relayhost = orNull (types.listOf types.str) [ ] "Server that all other mail is handed to.";
          relay_domains = orNull (types.listOf types.str) [ ] "Domains whose mail is handed on.";
          recipient_delimiter =
            orNull types.str ""
              "What stands between a user's name and an addition of his own.";
          message_size_limit = orNull types.int 10240000 "Bytes that a mail may have.";
          smtp_tls_CAfile =
            orNull types.path config.security.pki.caBundle
              "Authorities whose certificates are accepted of other servers."
            // {
              defaultText = lib.literalExpression "config.security.pki.caBundle";
            };
          smtp_tls_security_level = orNull (types.enum (
            levels
            ++ [
              "dane"
              "dane-only"
              "fingerprint"
              "verify"
              "secure"
            ]
          )) "may" "Whether mail is sent with TLS.";
          smtpd_tls_chain_files =
            orNull (types.listOf types.path) [ ]
              "Files of the container with the server's key and certificates, the key first.";
          smtpd_tls_security_level =
            orNull (types.enum levels) (
              if cfg.settings.main.smtpd_tls_chain_files != [ ] then "may" else "none"
            ) "Whether mail is taken with TLS."
            // {
              defaultText = lib.literalMD "`may` where there is a certificate, else `none`";
            };
        };
      };
      default = { };
      example = {
        myhostname = "mail.example.org";
        home_mailbox = "Maildir/";
      };
      description = "Parameters of {file}`main.cf`; `null` leaves one to Postfix.";
    };

    settings.master = mkOption {
      type = types.attrsOf (types.submodule (import ./master.nix { inherit lib; }));
      default = { };
      description = "Services of {file}`master.cf`.";
    };

    extraMasterConf = lines "" "Lines for the end of {file}`master.cf`.";

    aliasMapType = mapType;
    virtualMapType = mapType;

    postmasterAlias = text "root" "Who gets postmaster's mail.";
    rootAlias = text "" "Who gets root's mail.";
    extraAliases = lines "info: alice, bob" "Lines of the table of aliases.";

    virtual = lines "info@example.org alice@example.net" "Addresses that are others, in lines.";
    transport = lines "example.net smtp:[192.0.2.7]" "Where mail of a domain is handed to, in lines.";
    canonical = lines "alice alice@example.org" "How addresses are rewritten, in lines.";

    localRecipients = orNull (types.listOf types.str) null "Users who get mail; all if `null`.";

    enableHeaderChecks = flag false "Whether headers are looked at.";
    headerChecks = mkOption {
      type = types.listOf (
        types.submodule {
          options = {
            pattern = text "/^.*/" "Expression for a header.";
            action = text "DUNNO" "What is done with it.";
          };
        }
      );
      default = [ ];
      example = [
        {
          pattern = "/^X-Spam:/";
          action = "REJECT spam";
        }
      ];
      description = "What is done with mail that has such a header.";
    };
    extraHeaderChecks = lines "/^X-Mailer:/ IGNORE" "Further lines of that table.";

    dnsBlacklists = mkOption {
      type = types.listOf types.str;
      default = [ ];
      description = "Lists of senders from whom nothing is taken.";
    };
    dnsBlacklistOverrides = lines "192.0.2.0/24 OK" "Senders from whom it is all the same.";

    aliasFiles = files "Further tables of aliases, by their names in /etc/postfix.";
    mapFiles = files "Further tables, by their names in /etc/postfix.";
  };

  config.services.postfix = lib.mkIf cfg.enable {
    settings.main = lib.mapAttrs (_: lib.mkDefault) {
      compatibility_level = "3.6";
      mail_owner = cfg.user;
      setgid_group = cfg.setgidGroup;
      default_privs = "nobody";
      data_directory = "/var/lib/postfix/data";
      queue_directory = "/var/lib/postfix/queue";
      mail_spool_directory = "/var/spool/mail/";
      # Where those that have their group's rights are among them.
      command_directory = "/run/postfix/bin";
      # In the joined root, where Debian's programs look for each other.
      daemon_directory = "/usr/lib/postfix/sbin";
      shlib_directory = "/usr/lib/postfix";
      meta_directory = "/etc/postfix";
      sendmail_path = "/usr/sbin/sendmail";
      mailq_path = "/usr/bin/mailq";
      newaliases_path = "/usr/bin/newaliases";
    };
  };
}
