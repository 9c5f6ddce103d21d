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
  options.security = mkOption {
    type = types.submodule {
      options.pki = {
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
      };
    };
  };

  config.environment.etc = lib.mkIf given {
    "ssl/certs/ca-certificates.crt".source = bundle;
    "ssl/certs/ca-bundle.crt".source = bundle;
  };
}
