# What programs are made and looked into with, and what reads their formats.
let
  runs = import ./runs.nix;

  git = runs "git" "git" // {
    links."libexec/git-core" = "usr/lib/git-core";
  };
in
{
  autoconf = "autoconf";
  automake = "automake";
  binutils = runs "ld" "binutils";
  bison = "bison";
  ccache = "ccache";
  cmake = "cmake";
  colordiff = "colordiff";
  debootstrap = "debootstrap";
  delta = {
    debs = [ "git-delta" ];
    perRelease = true;
  };
  diffstat = "diffstat";
  diffutils = runs "diff" "diffutils";
  direnv = "direnv";
  dpkg = "dpkg";
  entr = "entr";
  envsubst = runs "envsubst" "gettext-base";
  expat = runs "xmlwf" "expat";
  expect = "expect";
  fakeroot = "fakeroot";
  flex = "flex";
  gdb = "gdb";
  gettext = "gettext";
  gh = "gh";
  inherit git;
  git-annex = "git-annex";
  git-crypt = "git-crypt";
  git-lfs = "git-lfs";
  gitFull = git;
  gitMinimal = git;
  glibc = {
    debs = [
      "libc6"
      "libc-bin"
    ];
    mainProgram = "ldd";
    passthru = { deb, ... }: { getent = deb "libc-bin"; };
  };
  gnum4 = runs "m4" "m4";
  gnumake = runs "make" "make";
  gnupatch = runs "patch" "patch";
  gperf = "gperf";
  hyperfine = "hyperfine";
  jo = "jo";
  jq = "jq";
  just = {
    debs = [ "just" ];
    perRelease = true;
  };
  libxml2 = runs "xmllint" "libxml2-utils";
  libxslt = runs "xsltproc" "xsltproc";
  ltrace = "ltrace";
  mercurial = runs "hg" "mercurial";
  ninja = {
    debs = [ "ninja-build" ];
    mainProgram = "ninja";
  };
  nss_wrapper = "libnss-wrapper";
  oniguruma = "libonig5";
  patchelf = "patchelf";
  pkg-config = {
    debs = [ "pkgconf|pkg-config" ];
    mainProgram = "pkg-config";
  };
  popt = "libpopt0";
  proot = "proot";
  rlwrap = "rlwrap";
  shellcheck = "shellcheck";
  shfmt = "shfmt";
  sqlite = {
    debs = [ "sqlite3" ];
    mainProgram = "sqlite3";
  };
  sqlite-interactive = runs "sqlite3" "sqlite3";
  strace = "strace";
  subversion = runs "svn" "subversion";
  texinfo = runs "makeinfo" "texinfo";
  valgrind = "valgrind";
  xmlstarlet = "xmlstarlet";
  yamllint = "yamllint";
  yq = "yq";
}
