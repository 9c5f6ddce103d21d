# The options of a certificate that all of them can have from `security.acme.defaults`.
{ lib }:

let
  inherit (lib) mkOption types;

  optional =
    type: example: description:
    mkOption {
      type = types.nullOr type;
      default = null;
      inherit example description;
    };

  list =
    example: description:
    mkOption {
      type = types.listOf types.str;
      default = [ ];
      inherit example description;
    };
in
{ config, ... }:
{
  options = {
    email =
      optional types.str "admin@example.org"
        "The address of the account with the certificate authority.";

    server = optional types.str "https://acme-staging-v02.api.letsencrypt.org/directory" ''
      The certificate authority's directory; Let's Encrypt's if `null`.
    '';

    keyType = mkOption {
      type = types.str;
      default = "ec256";
      example = "rsa4096";
      description = "Kind of the key: ec256, ec384, rsa2048, rsa4096 or rsa8192.";
    };

    webroot = optional types.str "/var/lib/acme/acme-challenge" ''
      The directory from which a web server answers for {file}`/.well-known/acme-challenge`.
    '';

    listenHTTP =
      optional types.str ":80"
        "Address at which the authority's questions are answered without a web server.";

    dnsProvider = optional types.str "rfc2136" ''
      Who serves the domain's names, to prove with a record that it is yours: a provider's name in `lego dnshelp`.
      {option}`environmentFile` has what it takes to write there.
    '';

    dnsResolver =
      optional types.str "1.1.1.1:53"
        "Name server that is asked whether the record is there.";

    dnsPropagationCheck = mkOption {
      type = types.bool;
      default = true;
      description = "Whether to wait until all of the domain's name servers have the record.";
    };

    environmentFile = mkOption {
      type = types.nullOr types.path;
      default = null;
      example = "/run/secrets/acme";
      description = "File of the container with environment variables for the provider, such as its token.";
    };

    credentialsFile =
      optional types.path "/run/secrets/acme"
        "The former name of {option}`environmentFile`.";

    credentialFiles = mkOption {
      type = types.attrsOf types.path;
      default = { };
      example = {
        RFC2136_TSIG_SECRET_FILE = "/run/secrets/tsig";
      };
      description = "Files of the container with single values, by the variables (`…_FILE`) that name them to the provider.";
    };

    group = mkOption {
      type = types.str;
      default = "acme";
      description = "Group that may read the certificate and its key.";
    };

    reloadServices = list [
      "postfix.service"
    ] "Services that are reloaded when there is a new certificate.";

    postRun = mkOption {
      type = types.lines;
      default = "";
      example = "cp full.pem /data/backup.pem";
      description = "Commands that root runs in the certificate's directory when there is a new one.";
    };

    renewInterval = mkOption {
      type = types.str;
      default = "daily";
      description = "When to look whether it is time for a new one, as systemd.time(7) writes it.";
    };

    validMinDays = mkOption {
      type = types.int;
      default = 30;
      description = "A new one is asked for when the certificate is valid for less than this many days.";
    };

    enableDebugLogs = mkOption {
      type = types.bool;
      default = false;
      description = "Accepted, and without effect: Debian's lego says the same always.";
    };

    ocspMustStaple = mkOption {
      type = types.bool;
      default = false;
      description = "Whether clients are told to accept the certificate only with a stapled OCSP answer.";
    };

    profile =
      optional types.str "shortlived"
        "Accepted, and without effect: Debian's lego can't ask for a profile.";

    extraLegoFlags = list [ "--http-timeout=30" ] "Further arguments for lego.";
    extraLegoRunFlags = list [
      "--preferred-chain=X"
    ] "Further arguments for `lego run`, which asks for the first certificate.";
    extraLegoRenewFlags = list [ "--reuse-key" ] "Further arguments for `lego renew`.";
  };
  config.environmentFile = lib.mkIf (config.credentialsFile != null) (
    lib.mkOverride 900 config.credentialsFile
  );
}
