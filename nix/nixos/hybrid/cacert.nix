# Debian's certificate authorities, to which a configuration adds its own (`security.pki`).
{ final, debian }:
let
  complete =
    package:
    package
    // {
      override =
        {
          extraCertificateFiles ? [ ],
          extraCertificateStrings ? [ ],
          blacklist ? [ ],
          ...
        }:
        if blacklist != [ ] then
          throw "security.pki.caCertificateBlacklist can't be honoured with Debian's certificates (--packages debian)"
        else if extraCertificateFiles == [ ] && extraCertificateStrings == [ ] then
          complete package
        else
          complete (
            final.runCommand "nss-cacert"
              {
                files = extraCertificateFiles;
                strings = builtins.concatStringsSep "\n" extraCertificateStrings;
                passAsFile = [ "strings" ];
              }
              ''
                mkdir -p $out/etc/ssl/certs
                cat ${package}/etc/ssl/certs/ca-bundle.crt $files $stringsPath > $out/etc/ssl/certs/ca-bundle.crt
                ln -s ca-bundle.crt $out/etc/ssl/certs/ca-certificates.crt
              ''
          );
    };
in
complete debian
