# What runs in every Postfix, as settings of master.cf.
{ lib, cfg }:

let
  arguments =
    parameters:
    lib.concatLists (
      lib.mapAttrsToList (name: value: [
        "-o"
        "${name}=${value}"
      ]) parameters
    );

  # Where users hand in mail.
  smtpd = parameters: {
    type = "inet";
    private = false;
    command = "smtpd";
    args = arguments parameters;
  };
in
{
  pickup = {
    private = false;
    wakeup = 60;
    maxproc = 1;
  };
  cleanup = {
    private = false;
    maxproc = 0;
  };
  qmgr = {
    private = false;
    wakeup = 300;
    maxproc = 1;
  };
  tlsmgr = {
    wakeup = 1000;
    wakeupUnusedComponent = false;
    maxproc = 1;
  };
  rewrite.command = "trivial-rewrite";
  bounce.maxproc = 0;
  defer = {
    maxproc = 0;
    command = "bounce";
  };
  trace = {
    maxproc = 0;
    command = "bounce";
  };
  verify.maxproc = 1;
  flush = {
    private = false;
    wakeup = 1000;
    wakeupUnusedComponent = false;
    maxproc = 0;
  };
  proxymap.command = "proxymap";
  proxywrite = {
    maxproc = 1;
    command = "proxymap";
  };
  showq.private = false;
  error = { };
  retry.command = "error";
  discard = { };
  local.privileged = true;
  virtual.privileged = true;
  lmtp = { };
  anvil.maxproc = 1;
  scache.maxproc = 1;
}
// lib.optionalAttrs cfg.enableSmtp {
  smtp_inet = smtpd { } // {
    name = "smtp";
  };
  smtp = { };
  relay = {
    command = "smtp";
    args = [
      "-o"
      "smtp_fallback_relay="
    ];
  };
}
// lib.optionalAttrs cfg.enableSubmission { submission = smtpd cfg.submissionOptions; }
// lib.optionalAttrs cfg.enableSubmissions {
  submissions = smtpd (
    cfg.submissionsOptions
    // {
      smtpd_tls_wrappermode = "yes";
      smtpd_tls_security_level = "encrypt";
    }
  );
}
