{ pkgs, ... }:
{
  services.prosody = {
    enable = true;
    xmppComplianceSuite = false;
    allowRegistration = true;
    s2sRequireEncryption = false;
    c2sRequireEncryption = false;
    authentication = "internal_plain";
    virtualHosts.localhost = {
      enabled = true;
      domain = "localhost";
    };
    extraConfig = ''
      allow_unencrypted_plain_auth = true
    '';
  };
}
