# The stacks of /etc/pam.d that services include, as pam-auth-update makes them where nothing but
# passwords is configured.
let
  session = ''
    session [default=1] pam_permit.so
    session requisite pam_deny.so
    session required pam_permit.so
    session required pam_unix.so
  '';
in
{
  common-auth = ''
    auth [success=1 default=ignore] pam_unix.so nullok
    auth requisite pam_deny.so
    auth required pam_permit.so
  '';
  common-account = ''
    account [success=1 new_authtok_reqd=done default=ignore] pam_unix.so
    account requisite pam_deny.so
    account required pam_permit.so
  '';
  common-password = ''
    password [success=1 default=ignore] pam_unix.so obscure yescrypt
    password requisite pam_deny.so
    password required pam_permit.so
  '';
  common-session = session;
  common-session-noninteractive = session;
}
