# Certificates for nginx' hosts, shared and of a kind of its own, and one by DNS for nobody here.
{
  security.acme = {
    acceptTerms = true;
    defaults = {
      email = "admin@example.org";
      server = "https://acme.example.org/dir";
      dnsProvider = "rfc2136";
      environmentFile = "/run/secrets/dns";
    };
    certs.dns = {
      domain = "*.example.net";
      extraDomains."example.net" = null;
      credentialFiles.RFC2136_TSIG_SECRET_FILE = "/run/secrets/tsig";
      dnsPropagationCheck = false;
      postRun = "cp full.pem /data/backup.pem";
      validMinDays = 14;
      renewInterval = "weekly";
    };
    certs."one.example.org".keyType = "rsa4096";
    certs."wild.example.org" = {
      domain = "*.wild.example.org";
      group = "nginx";
    };
  };

  services.nginx = {
    enable = true;
    enableReload = true;
    virtualHosts = {
      "one.example.org" = {
        enableACME = true;
        forceSSL = true;
        serverAliases = [ "www.example.org" ];
        locations."/".proxyPass = "http://app:3000";
      };
      two = {
        serverName = "two.example.org";
        useACMEHost = "one.example.org";
        addSSL = true;
        acmeFallbackHost = "app:80";
      };
      "a.wild.example.org" = {
        useACMEHost = "wild.example.org";
        onlySSL = true;
        acmeRoot = null;
      };
    };
  };
}
