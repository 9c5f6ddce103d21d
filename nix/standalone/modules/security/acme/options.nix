# The options of `security.acme`.
{ config, lib, ... }:

let
  inherit (lib) mkOption types;
  cfg = config.security.acme;

  renamed =
    old: new:
    lib.mkRenamedOptionModule
      [
        "security"
        "acme"
        old
      ]
      (
        [
          "security"
          "acme"
        ]
        ++ new
      );

  accepted =
    name: description:
    mkOption {
      type = types.anything;
      default = null;
      description = "Accepted without effect: ${description}.";
    };
in
{
  imports = [
    (renamed "email" [
      "defaults"
      "email"
    ])
    (renamed "server" [
      "defaults"
      "server"
    ])
    (renamed "renewInterval" [
      "defaults"
      "renewInterval"
    ])
    (renamed "validMinDays" [
      "defaults"
      "validMinDays"
    ])
    (lib.mkRemovedOptionModule [ "security" "acme" "production" ]
      "Use security.acme.defaults.server = \"https://acme-staging-v02.api.letsencrypt.org/directory\" for certificates that are only for trying."
    )
  ];

  options.security.acme = {
    acceptTerms = mkOption {
      type = types.bool;
      default = false;
      description = "Whether the terms of service of the certificate authority are accepted.";
    };

    defaults = mkOption {
      type = types.submodule (import ./certificate.nix { inherit lib; });
      default = { };
      example = {
        email = "admin@example.org";
      };
      description = "What holds for every certificate that does not say otherwise.";
    };

    certs = mkOption {
      type = types.attrsOf (
        types.submodule (
          import ./named-certificate.nix {
            inherit lib;
            inherit (cfg) defaults;
          }
        )
      );
      default = { };
      example = {
        "example.org" = {
          webroot = "/var/lib/acme/acme-challenge";
          extraDomainNames = [ "www.example.org" ];
        };
      };
      description = "The certificates to have, by name. They are in {file}`/var/lib/acme/NAME`, which is a volume.";
    };

    maxConcurrentRenewals = accepted "maxConcurrentRenewals" "certificates are asked for one after another";
    preliminarySelfsigned = accepted "preliminarySelfsigned" "a certificate is self-signed until it is issued";
    useRoot = accepted "useRoot" "certificates are fetched by the user acme";
  };
}
