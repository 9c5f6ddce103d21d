# The files of Postfix' configuration, and the tables that options stand for.
{
  lib,
  pkgs,
  cfg,
}:

let
  value =
    one:
    if builtins.isList one then
      lib.concatMapStringsSep ", " value one
    else if builtins.isBool one then
      lib.boolToYesNo one
    else
      toString one;

  yn = one: if one then "y" else "n";
  field =
    one:
    if one == null then
      "-"
    else if builtins.isBool one then
      yn one
    else
      toString one;

  # A name, its columns, and the program with its arguments.
  service =
    one:
    lib.concatStringsSep " " [
      one.name
      one.type
      (field one.private)
      (field (if one.privileged == null then null else !one.privileged))
      (yn (one.chroot == true))
      (
        if one.wakeup == null then
          "-"
        else
          toString one.wakeup + lib.optionalString (one.wakeupUnusedComponent == false) "?"
      )
      (field one.maxproc)
      (lib.concatStringsSep " " ([ one.command ] ++ one.args))
    ]
    + "\n";

  text = name: content: pkgs.writeText "postfix-${name}" "${content}\n";

  hasAliases = cfg.postmasterAlias != "" || cfg.rootAlias != "" || cfg.extraAliases != "";
  hasLocal = cfg.localRecipients != null;

  # Only what is there.
  given = lib.filterAttrs (_: one: one != null);
  unless = condition: one: if condition then null else one;
in
{
  main = pkgs.writeText "main.cf" (
    lib.concatStrings (
      lib.mapAttrsToList (name: one: "${name} = ${value one}\n") (given cfg.settings.main)
    )
  );

  master = pkgs.writeText "master.cf" (
    lib.concatMapStrings service (lib.attrValues cfg.settings.master) + cfg.extraMasterConf
  );

  parameters = given {
    alias_maps = unless (!hasAliases) [ "${cfg.aliasMapType}:/etc/postfix/aliases" ];
    transport_maps = unless (cfg.transport == "") [ "hash:/etc/postfix/transport" ];
    virtual_alias_maps = unless (cfg.virtual == "") [ "${cfg.virtualMapType}:/etc/postfix/virtual" ];
    local_recipient_maps = unless (!hasLocal) (
      [ "hash:/etc/postfix/local_recipients" ] ++ lib.optional hasAliases "$alias_maps"
    );
    header_checks = unless (!cfg.enableHeaderChecks) [ "regexp:/etc/postfix/header_checks" ];
    smtpd_client_restrictions = unless (cfg.dnsBlacklists == [ ]) (
      lib.optional (cfg.dnsBlacklistOverrides != "") "check_client_access hash:/etc/postfix/client_access"
      ++ map (name: "reject_rbl_client ${name}") cfg.dnsBlacklists
    );
  };

  aliasFiles = lib.optionalAttrs hasAliases {
    aliases = text "aliases" (
      lib.optionalString (cfg.postmasterAlias != "") "postmaster: ${cfg.postmasterAlias}\n"
      + lib.optionalString (cfg.rootAlias != "") "root: ${cfg.rootAlias}\n"
      + cfg.extraAliases
    );
  };

  mapFiles = given {
    canonical = unless (cfg.canonical == "") (text "canonical" cfg.canonical);
    transport = unless (cfg.transport == "") (text "transport" cfg.transport);
    virtual = unless (cfg.virtual == "") (text "virtual" cfg.virtual);
    local_recipients = unless (!hasLocal) (
      text "local_recipients" (lib.concatMapStrings (name: "${name} OK\n") cfg.localRecipients)
    );
    header_checks = unless (!cfg.enableHeaderChecks) (
      text "header_checks" (
        lib.concatMapStrings (check: "${check.pattern} ${check.action}\n") cfg.headerChecks
        + cfg.extraHeaderChecks
      )
    );
    client_access = unless (cfg.dnsBlacklistOverrides == "") (
      text "client_access" cfg.dnsBlacklistOverrides
    );
  };
}
