# Libraries, where a configuration names one: for LD_LIBRARY_PATH, for modules, for building.
let
  runs = import ./runs.nix;

  # Debian's C library reads no archive where LOCALE_ARCHIVE says; the locales that the configuration names are made
  # for the image.
  noArchive = {
    pname = "glibc-locales";
    debs = [ "libc-bin" ];
    script = ''
      rm -rf "$out/bin" "$out/share"
      open_directory "$out/lib/locale"
      : > "$out/lib/locale/locale-archive"
    '';
  };
in
{
  apr = "libapr1t64|libapr1";
  aprutil = "libaprutil1t64|libaprutil1";
  boost = "libboost-all-dev";
  c-ares = "libcares2|libc-ares2";
  cyrus_sasl = {
    pname = "cyrus-sasl";
    debs = [
      "libsasl2-2"
      "libsasl2-modules"
      "sasl2-bin"
    ];
  };
  dejavu_fonts = {
    pname = "dejavu-fonts";
    debs = [ "fonts-dejavu-core" ];
  };
  font-awesome = {
    debs = [ "fonts-font-awesome" ];
    mainProgram = null;
  };
  freetype = "libfreetype6";
  # What `${pkgs.stdenv.cc.cc.lib}/lib` is asked for.
  gcc-unwrapped = {
    pname = "gcc";
    debs = [
      "libstdc++6"
      "libgcc-s1"
      "libgomp1"
      "libatomic1"
    ];
    mainProgram = null;
  };
  glib = "libglib2.0-0t64|libglib2.0-0";
  glibcLocales = noArchive;
  glibcLocalesUtf8 = noArchive;
  gmp = "libgmp10";
  hunspell = "hunspell";
  icu = "libicu76|libicu72|libicu74";
  jansson = "libjansson4";
  jemalloc = "libjemalloc2";
  libargon2 = runs "argon2" [
    "libargon2-1"
    "argon2"
  ];
  libaio = "libaio1t64|libaio1";
  libcap_ng = "libcap-ng0";
  libedit = "libedit2";
  libev = "libev4t64|libev4";
  libevent = "libevent-2.1-7t64|libevent-2.1-7";
  libffi = "libffi8";
  libgcrypt = "libgcrypt20";
  libgd = "libgd3";
  libidn2 = "libidn2-0";
  libjpeg = "libjpeg62-turbo";
  libmaxminddb = "libmaxminddb0";
  libmemcached = "libmemcached11t64|libmemcached11";
  libmysqlclient = "libmariadb3";
  libnl = "libnl-3-200";
  libpcap = "libpcap0.8t64|libpcap0.8";
  libpng = "libpng16-16t64|libpng16-16";
  libpq = "libpq5";
  libseccomp = "libseccomp2";
  libsodium = "libsodium23";
  libssh2 = "libssh2-1t64|libssh2-1";
  libtiff = "libtiff6";
  libtool = "libtool";
  libunwind = "libunwind8";
  libuuid = "libuuid1";
  libuv = "libuv1t64|libuv1";
  libyaml = "libyaml-0-2";
  # The second edition of these fonts, which Debian 12 has under a name of its own.
  liberation_ttf = {
    pname = "liberation-fonts";
    debs = [ "fonts-liberation2|fonts-liberation" ];
    show = [ "fonts-liberation2?" ];
    mainProgram = null;
  };
  linux-pam = "libpam-modules";
  lmdb = "liblmdb0";
  mailcap = {
    debs = [
      "media-types"
      # What nginx reads.
      "nginx-common"
    ];
    show = [ "media-types" ];
    mainProgram = null;
    links."etc/nginx/mime.types" = "etc/nginx/mime.types";
  };
  # In two weights; the others are pkgs.debian."fonts-noto-extra".
  noto-fonts = {
    debs = [
      "fonts-noto-core"
      "fonts-noto-mono"
    ];
    mainProgram = null;
  };
  nss = {
    debs = [ "libnss3" ];
    passthru = { deb, ... }: { tools = deb "libnss3-tools"; };
  };
  nssTools = runs "certutil" "libnss3-tools" // {
    pname = "nss-tools";
  };
  nspr = "libnspr4";
  openldap = {
    debs = [
      "slapd"
      "ldap-utils"
    ];
    mainProgram = "slapd";
    # Where nixpkgs' has them.
    links = {
      "etc/schema" = "etc/ldap/schema";
      "libexec/slapd" = "usr/sbin/slapd";
    };
  };
  pcre = "libpcre3|libpcre2-8-0";
  pcre2 = "libpcre2-8-0";
  protobuf = {
    debs = [ "protobuf-compiler" ];
    mainProgram = "protoc";
  };
  readline = "libreadline8t64|libreadline8";
  snappy = "libsnappy1v5";
  unixODBC = runs "isql" "unixodbc";
  zeromq = "libzmq5";
  zlib = "zlib1g";
}
