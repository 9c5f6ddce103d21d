# The options of one certificate of `security.acme.certs`.
{ lib, defaults }:

let
  inherit (lib) mkOption types;
in
{ name, config, ... }:
{
  imports = [ (import ./certificate.nix { inherit lib; }) ];

  options = {
    domain = mkOption {
      type = types.str;
      default = name;
      defaultText = lib.literalMD "the attribute's name";
      description = "The domain that the certificate is for; `*.example.org` stands for all below it.";
    };

    extraDomainNames = mkOption {
      type = types.listOf types.str;
      default = [ ];
      apply = names: lib.unique (names ++ lib.attrNames config.extraDomains);
      example = [ "www.example.org" ];
      description = "Further domains of the certificate.";
    };

    extraDomains = mkOption {
      type = types.attrsOf types.anything;
      default = { };
      description = "The former name of {option}`extraDomainNames`, with a set of names.";
    };

    directory = mkOption {
      type = types.str;
      readOnly = true;
      default = "/var/lib/acme/${name}";
      description = "Where its files are: {file}`fullchain.pem`, {file}`key.pem`, {file}`chain.pem`, {file}`cert.pem`, {file}`full.pem`.";
    };

    csr = mkOption {
      type = types.nullOr types.str;
      default = null;
      example = "/run/secrets/example.org.csr";
      description = "Request to sign, in place of one that is made of the domains and a new key.";
    };

    csrKey = mkOption {
      type = types.nullOr types.str;
      default = null;
      example = "/run/secrets/example.org.key";
      description = "The key of {option}`csr`.";
    };

    allowKeysForGroup = mkOption {
      type = types.bool;
      default = true;
      description = "Accepted: the group may always read the key.";
    };

    inheritDefaults = mkOption {
      type = types.bool;
      default = true;
      description = "Whether what {option}`security.acme.defaults` says holds for it.";
    };
  };

  # A little less than what is an option's default, so that what a web server's module proposes counts more.
  config = lib.mkIf config.inheritDefaults (
    lib.mapAttrs (_: lib.mkOverride 1400) (removeAttrs defaults [ "_module" ])
  );
}
