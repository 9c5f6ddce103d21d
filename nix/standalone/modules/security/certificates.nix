# `security.pki`: certificate authorities that the container trusts besides the usual ones.
{
  config,
  lib,
  pkgs,
  ...
}:

let
  inherit (lib) mkOption types;
  cfg = config.security.pki;

  given = cfg.certificateFiles != [ ] || cfg.certificates != [ ];

  files =
    cfg.certificateFiles
    ++ map (certificate: pkgs.writeText "certificate.pem" "${certificate}\n") cfg.certificates;

  bundle = pkgs.runCommand "ca-certificates.crt" { } ''
    cat ${pkgs.cacert}/etc/ssl/certs/ca-bundle.crt ${
      lib.concatMapStringsSep " " (file: lib.escapeShellArg "${file}") files
    } > $out
  '';
in
{
  options.security.pki = {
    certificateFiles = mkOption {
      type = types.listOf types.path;
      default = [ ];
      example = lib.literalExpression "[ ./our-authority.pem ]";
      description = ''
        Files with certificates of authorities that are trusted besides those of Mozilla's list.
      '';
    };
    certificates = mkOption {
      type = types.listOf types.str;
      default = [ ];
      description = "The same, as text.";
    };
    caBundle = mkOption {
      type = types.path;
      readOnly = true;
      default = if given then bundle else "${pkgs.cacert}/etc/ssl/certs/ca-bundle.crt";
      defaultText = lib.literalMD "a file with the usual authorities and those above";
      description = "The file with all authorities, for services that want to be told where it is.";
    };
  };

  config.environment.etc = lib.mkIf given {
    "ssl/certs/ca-certificates.crt".source = bundle;
    "ssl/certs/ca-bundle.crt".source = bundle;
    "pki/tls/certs/ca-bundle.crt".source = bundle;
  };
}
