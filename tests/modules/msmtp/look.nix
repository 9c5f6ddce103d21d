config: {
  lines = builtins.filter builtins.isString (
    builtins.split "\n+" config.environment.etc."msmtprc".text
  );
  sendmail = config.security.wrappers.sendmail.source;
}
