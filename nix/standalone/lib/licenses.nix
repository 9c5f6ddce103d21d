# Licenses, for `meta.license`: names and identifiers of the SPDX license list.
{ lib }:
let
  spdx = shortName: spdxId: fullName: free: {
    inherit
      shortName
      spdxId
      fullName
      free
      ;
    licenseType = "simple";
    url = "https://spdx.org/licenses/${spdxId}.html";
    deprecated = false;
    redistributable = free;
  };
  other = shortName: fullName: free: redistributable: {
    inherit
      shortName
      fullName
      free
      redistributable
      ;
    licenseType = "simple";
    deprecated = false;
  };
  table = [
    [
      "afl20"
      "AFL-2.0"
      "Academic Free License v2.0"
      true
    ]
    [
      "afl21"
      "AFL-2.1"
      "Academic Free License v2.1"
      true
    ]
    [
      "afl3"
      "AFL-3.0"
      "Academic Free License v3.0"
      true
    ]
    [
      "agpl3Only"
      "AGPL-3.0-only"
      "GNU Affero General Public License v3.0 only"
      true
    ]
    [
      "agpl3Plus"
      "AGPL-3.0-or-later"
      "GNU Affero General Public License v3.0 or later"
      true
    ]
    [
      "apsl20"
      "APSL-2.0"
      "Apple Public Source License 2.0"
      true
    ]
    [
      "artistic1"
      "Artistic-1.0"
      "Artistic License 1.0"
      true
    ]
    [
      "artistic2"
      "Artistic-2.0"
      "Artistic License 2.0"
      true
    ]
    [
      "asl11"
      "Apache-1.1"
      "Apache License 1.1"
      true
    ]
    [
      "asl20"
      "Apache-2.0"
      "Apache License 2.0"
      true
    ]
    [
      "bola11"
      "BOLA-1.1"
      "Buena Onda License Agreement 1.1"
      true
    ]
    [
      "boost"
      "BSL-1.0"
      "Boost Software License 1.0"
      true
    ]
    [
      "bsd0"
      "0BSD"
      "BSD Zero Clause License"
      true
    ]
    [
      "bsd1"
      "BSD-1-Clause"
      "BSD 1-Clause License"
      true
    ]
    [
      "bsd2"
      "BSD-2-Clause"
      "BSD 2-Clause \"Simplified\" License"
      true
    ]
    [
      "bsd2Patent"
      "BSD-2-Clause-Patent"
      "BSD 2-Clause Plus Patent License"
      true
    ]
    [
      "bsd3"
      "BSD-3-Clause"
      "BSD 3-Clause \"New\" or \"Revised\" License"
      true
    ]
    [
      "bsdOriginal"
      "BSD-4-Clause"
      "BSD 4-Clause \"Original\" or \"Old\" License"
      true
    ]
    [
      "bsdOriginalUC"
      "BSD-4-Clause-UC"
      "BSD-4-Clause (University of California-Specific)"
      true
    ]
    [
      "bsl11"
      "BUSL-1.1"
      "Business Source License 1.1"
      false
    ]
    [
      "cc-by-20"
      "CC-BY-2.0"
      "Creative Commons Attribution 2.0"
      true
    ]
    [
      "cc-by-30"
      "CC-BY-3.0"
      "Creative Commons Attribution 3.0"
      true
    ]
    [
      "cc-by-40"
      "CC-BY-4.0"
      "Creative Commons Attribution 4.0"
      true
    ]
    [
      "cc-by-nc-30"
      "CC-BY-NC-3.0"
      "Creative Commons Attribution Non Commercial 3.0"
      false
    ]
    [
      "cc-by-nc-40"
      "CC-BY-NC-4.0"
      "Creative Commons Attribution Non Commercial 4.0"
      false
    ]
    [
      "cc-by-nc-nd-40"
      "CC-BY-NC-ND-4.0"
      "Creative Commons Attribution Non Commercial No Derivatives 4.0"
      false
    ]
    [
      "cc-by-nc-sa-30"
      "CC-BY-NC-SA-3.0"
      "Creative Commons Attribution Non Commercial Share Alike 3.0"
      false
    ]
    [
      "cc-by-nc-sa-40"
      "CC-BY-NC-SA-4.0"
      "Creative Commons Attribution Non Commercial Share Alike 4.0"
      false
    ]
    [
      "cc-by-nd-40"
      "CC-BY-ND-4.0"
      "Creative Commons Attribution No Derivatives 4.0"
      false
    ]
    [
      "cc-by-sa-20"
      "CC-BY-SA-2.0"
      "Creative Commons Attribution Share Alike 2.0"
      true
    ]
    [
      "cc-by-sa-25"
      "CC-BY-SA-2.5"
      "Creative Commons Attribution Share Alike 2.5"
      true
    ]
    [
      "cc-by-sa-30"
      "CC-BY-SA-3.0"
      "Creative Commons Attribution Share Alike 3.0"
      true
    ]
    [
      "cc-by-sa-40"
      "CC-BY-SA-4.0"
      "Creative Commons Attribution Share Alike 4.0"
      true
    ]
    [
      "cc0"
      "CC0-1.0"
      "Creative Commons Zero v1.0 Universal"
      true
    ]
    [
      "cddl"
      "CDDL-1.0"
      "Common Development and Distribution License 1.0"
      true
    ]
    [
      "cecill-b"
      "CECILL-B"
      "CeCILL-B Free Software License Agreement"
      true
    ]
    [
      "cecill-c"
      "CECILL-C"
      "CeCILL-C Free Software License Agreement"
      true
    ]
    [
      "cecill20"
      "CECILL-2.0"
      "CeCILL Free Software License Agreement v2.0"
      true
    ]
    [
      "cecill21"
      "CECILL-2.1"
      "CeCILL Free Software License Agreement v2.1"
      true
    ]
    [
      "cpal10"
      "CPAL-1.0"
      "Common Public Attribution License 1.0"
      true
    ]
    [
      "cpl10"
      "CPL-1.0"
      "Common Public License 1.0"
      true
    ]
    [
      "curl"
      "curl"
      "curl License"
      true
    ]
    [
      "elastic20"
      "Elastic-2.0"
      "Elastic License 2.0"
      false
    ]
    [
      "epl10"
      "EPL-1.0"
      "Eclipse Public License 1.0"
      true
    ]
    [
      "epl20"
      "EPL-2.0"
      "Eclipse Public License 2.0"
      true
    ]
    [
      "eupl11"
      "EUPL-1.1"
      "European Union Public License 1.1"
      true
    ]
    [
      "eupl12"
      "EUPL-1.2"
      "European Union Public License 1.2"
      true
    ]
    [
      "fdl11Only"
      "GFDL-1.1-only"
      "GNU Free Documentation License v1.1 only"
      true
    ]
    [
      "fdl11Plus"
      "GFDL-1.1-or-later"
      "GNU Free Documentation License v1.1 or later"
      true
    ]
    [
      "fdl12Only"
      "GFDL-1.2-only"
      "GNU Free Documentation License v1.2 only"
      true
    ]
    [
      "fdl12Plus"
      "GFDL-1.2-or-later"
      "GNU Free Documentation License v1.2 or later"
      true
    ]
    [
      "fdl13Only"
      "GFDL-1.3-only"
      "GNU Free Documentation License v1.3 only"
      true
    ]
    [
      "fdl13Plus"
      "GFDL-1.3-or-later"
      "GNU Free Documentation License v1.3 or later"
      true
    ]
    [
      "ftl"
      "FTL"
      "Freetype Project License"
      true
    ]
    [
      "gpl1Only"
      "GPL-1.0-only"
      "GNU General Public License v1.0 only"
      true
    ]
    [
      "gpl1Plus"
      "GPL-1.0-or-later"
      "GNU General Public License v1.0 or later"
      true
    ]
    [
      "gpl2Only"
      "GPL-2.0-only"
      "GNU General Public License v2.0 only"
      true
    ]
    [
      "gpl2Plus"
      "GPL-2.0-or-later"
      "GNU General Public License v2.0 or later"
      true
    ]
    [
      "gpl3Only"
      "GPL-3.0-only"
      "GNU General Public License v3.0 only"
      true
    ]
    [
      "gpl3Plus"
      "GPL-3.0-or-later"
      "GNU General Public License v3.0 or later"
      true
    ]
    [
      "hpnd"
      "HPND"
      "Historical Permission Notice and Disclaimer"
      true
    ]
    [
      "icu"
      "ICU"
      "ICU License"
      true
    ]
    [
      "ijg"
      "IJG"
      "Independent JPEG Group License"
      true
    ]
    [
      "imagemagick"
      "ImageMagick"
      "ImageMagick License"
      true
    ]
    [
      "info-zip"
      "Info-ZIP"
      "Info-ZIP License"
      true
    ]
    [
      "ipa"
      "IPA"
      "IPA Font License"
      true
    ]
    [
      "isc"
      "ISC"
      "ISC License"
      true
    ]
    [
      "lgpl21Only"
      "LGPL-2.1-only"
      "GNU Lesser General Public License v2.1 only"
      true
    ]
    [
      "lgpl21Plus"
      "LGPL-2.1-or-later"
      "GNU Lesser General Public License v2.1 or later"
      true
    ]
    [
      "lgpl2Only"
      "LGPL-2.0-only"
      "GNU Library General Public License v2 only"
      true
    ]
    [
      "lgpl2Plus"
      "LGPL-2.0-or-later"
      "GNU Library General Public License v2 or later"
      true
    ]
    [
      "lgpl3Only"
      "LGPL-3.0-only"
      "GNU Lesser General Public License v3.0 only"
      true
    ]
    [
      "lgpl3Plus"
      "LGPL-3.0-or-later"
      "GNU Lesser General Public License v3.0 or later"
      true
    ]
    [
      "libpng"
      "Libpng"
      "libpng License"
      true
    ]
    [
      "libpng2"
      "libpng-2.0"
      "PNG Reference Library version 2"
      true
    ]
    [
      "libtiff"
      "libtiff"
      "libtiff License"
      true
    ]
    [
      "llvm-exception"
      "LLVM-exception"
      "LLVM Exception"
      true
    ]
    [
      "lppl13c"
      "LPPL-1.3c"
      "LaTeX Project Public License v1.3c"
      true
    ]
    [
      "miros"
      "MirOS"
      "The MirOS Licence"
      true
    ]
    [
      "mit"
      "MIT"
      "MIT License"
      true
    ]
    [
      "mit0"
      "MIT-0"
      "MIT No Attribution"
      true
    ]
    [
      "mpl10"
      "MPL-1.0"
      "Mozilla Public License 1.0"
      true
    ]
    [
      "mpl11"
      "MPL-1.1"
      "Mozilla Public License 1.1"
      true
    ]
    [
      "mpl20"
      "MPL-2.0"
      "Mozilla Public License 2.0"
      true
    ]
    [
      "mspl"
      "MS-PL"
      "Microsoft Public License"
      true
    ]
    [
      "mulan-psl2"
      "MulanPSL-2.0"
      "Mulan Permissive Software License, Version 2"
      true
    ]
    [
      "ncsa"
      "NCSA"
      "University of Illinois/NCSA Open Source License"
      true
    ]
    [
      "ntp"
      "NTP"
      "NTP License"
      true
    ]
    [
      "odbl"
      "ODbL-1.0"
      "Open Data Commons Open Database License v1.0"
      true
    ]
    [
      "ofl"
      "OFL-1.1"
      "SIL Open Font License 1.1"
      true
    ]
    [
      "openldap"
      "OLDAP-2.8"
      "Open LDAP Public License v2.8"
      true
    ]
    [
      "openssl"
      "OpenSSL"
      "OpenSSL License"
      true
    ]
    [
      "osl2"
      "OSL-2.0"
      "Open Software License 2.0"
      true
    ]
    [
      "osl21"
      "OSL-2.1"
      "Open Software License 2.1"
      true
    ]
    [
      "osl3"
      "OSL-3.0"
      "Open Software License 3.0"
      true
    ]
    [
      "php301"
      "PHP-3.01"
      "PHP License v3.01"
      true
    ]
    [
      "postgresql"
      "PostgreSQL"
      "PostgreSQL License"
      true
    ]
    [
      "psfl"
      "Python-2.0"
      "Python License 2.0"
      true
    ]
    [
      "purdueLsof"
      "lsof"
      "lsof License"
      true
    ]
    [
      "qpl"
      "QPL-1.0"
      "Q Public License 1.0"
      true
    ]
    [
      "ruby"
      "Ruby"
      "Ruby License"
      true
    ]
    [
      "sendmail"
      "Sendmail"
      "Sendmail License"
      true
    ]
    [
      "sgi-b-20"
      "SGI-B-2.0"
      "SGI Free Software License B v2.0"
      true
    ]
    [
      "sleepycat"
      "Sleepycat"
      "Sleepycat License"
      true
    ]
    [
      "smlnj"
      "SMLNJ"
      "Standard ML of New Jersey License"
      true
    ]
    [
      "sspl"
      "SSPL-1.0"
      "Server Side Public License, v 1"
      false
    ]
    [
      "tcltk"
      "TCL"
      "TCL/TK License"
      true
    ]
    [
      "ucd"
      "MIT-CMU"
      "CMU License"
      true
    ]
    [
      "unicode-30"
      "Unicode-3.0"
      "Unicode License v3"
      true
    ]
    [
      "unicode-dfs-2016"
      "Unicode-DFS-2016"
      "Unicode License Agreement - Data Files and Software (2016)"
      true
    ]
    [
      "unlicense"
      "Unlicense"
      "The Unlicense"
      true
    ]
    [
      "upl"
      "UPL-1.0"
      "Universal Permissive License v1.0"
      true
    ]
    [
      "vim"
      "Vim"
      "Vim License"
      true
    ]
    [
      "vsl10"
      "VSL-1.0"
      "Vovida Software License v1.0"
      true
    ]
    [
      "w3c"
      "W3C"
      "W3C Software Notice and License"
      true
    ]
    [
      "wtfpl"
      "WTFPL"
      "Do What The F*ck You Want To Public License"
      true
    ]
    [
      "x11"
      "X11"
      "X11 License"
      true
    ]
    [
      "zlib"
      "Zlib"
      "zlib License"
      true
    ]
    [
      "zpl20"
      "ZPL-2.0"
      "Zope Public License 2.0"
      true
    ]
    [
      "zpl21"
      "ZPL-2.1"
      "Zope Public License 2.1"
      true
    ]
  ];
  known = builtins.listToAttrs (
    map (
      row:
      let
        at = builtins.elemAt row;
      in
      {
        name = at 0;
        value = spdx (at 0) (at 1) (at 2) (at 3);
      }
    ) table
  );
  # Several together, as SPDX' license expressions have them.
  compound = operator: licenses: {
    licenseType = "compound";
    inherit operator licenses;
  };
  deprecated = license: license // { deprecated = true; };
in
known
// {
  # Without a version, as they were once written.
  agpl3 = deprecated known.agpl3Only;
  gpl2 = deprecated known.gpl2Only;
  gpl3 = deprecated known.gpl3Only;
  lgpl2 = deprecated known.lgpl2Only;
  lgpl21 = deprecated known.lgpl21Only;
  lgpl3 = deprecated known.lgpl3Only;

  AND = compound "AND";
  OR = compound "OR";
  WITH = license: exception: {
    licenseType = "exception";
    operator = "WITH";
    inherit license exception;
  };
  PLUS = license: {
    licenseType = "plus";
    operator = "+";
    inherit license;
  };

  free = other "free" "Unspecified free software license" true true;
  publicDomain = other "publicDomain" "Public Domain" true true;
  unfree = other "unfree" "Unfree" false false;
  unfreeRedistributable = other "unfreeRedistributable" "Unfree redistributable" false true;
  unfreeRedistributableFirmware =
    other "unfreeRedistributableFirmware" "Unfree redistributable firmware" false
      true;
}
