# A directory with compiled locales, for LOCPATH, out of Debian's descriptions of them. The host's
# localedef compiles: it is part of every Debian.
{ lib, pkgs }:

locales:
let
  # nl_NL.UTF-8@euro → the description nl_NL@euro and the character set UTF-8.
  make =
    locale:
    let
      parts = builtins.match "([A-Za-z_]+)([.]([A-Za-z0-9-]+))?(@[a-z]+)?" locale;
      part = index: if builtins.elemAt parts index == null then "" else builtins.elemAt parts index;
    in
    if parts == null then
      throw "i18n: `${locale}' is no locale; one looks like nl_NL.UTF-8"
    else
      ''
        if [ ! -e "$I18NPATH/locales/${part 0}${part 3}" ]; then
          echo "i18n: there is no locale ${locale}" >&2
          exit 1
        fi
        localedef --no-archive -i ${part 0}${part 3} -f ${
          if part 2 == "" then "ISO-8859-1" else part 2
        } $out/${locale}
      '';
in
pkgs.runCommand "locales" { } ''
  export I18NPATH=${pkgs.debian.locales}/share/i18n
  mkdir $out
  # With LOCPATH it is looked for nowhere else.
  cp -rL ${pkgs.debian.libc-bin}/lib/locale/C.utf8 $out/
  ${lib.concatMapStrings make locales}
''
