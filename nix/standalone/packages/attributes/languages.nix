# Interpreters and compilers. Which version Debian has decides what they are.
let
  python = {
    debs = [ "python3" ];
    show = [
      "python3"
      "python3-minimal"
      "python3\\.[0-9]+(-minimal)?"
      "libpython3\\.[0-9]+-(minimal|stdlib)"
    ];
    versionFrom = "python3\\.[0-9]+-minimal";
    mainProgram = "python3";
    links."bin/python" = "usr/bin/python3";
    passthru =
      {
        debianPackagesNamed,
        match,
        with_,
        ...
      }:
      let
        packages = debianPackagesNamed "python3-";
        minor = match "python(3\\.[0-9]+)-minimal";
      in
      rec {
        pkgs = packages;
        pythonVersion = if minor == null then "3" else builtins.head minor;
        sitePackages = "lib/python${pythonVersion}/site-packages";
        interpreter = "/usr/bin/python3";
        # `ps.requests` is Debian's python3-requests; who imports it is run in the container.
        withPackages = choose: with_ (choose packages);
        buildEnv.override = { extraLibs ? [ ], ... }: with_ extraLibs;
      };
  };

  jdk = deb: {
    pname = "openjdk";
    debs = [ deb ];
    show = [ "openjdk-[0-9]+-(jdk|jre)(-headless)?" ];
    versionFrom = "openjdk-[0-9]+-jre-headless";
    mainProgram = "java";
    binFrom = [ "usr/lib/jvm/java-*-openjdk-*/bin" ];
    passthru = _: { home = "/usr/lib/jvm/default-java"; };
  };
in
{
  inherit python;
  python3 = python;
  python3Full = python;
  python3Minimal = {
    debs = [ "python3-minimal" ];
    show = [
      "python3-minimal"
      "python3\\.[0-9]+-minimal"
    ];
    versionFrom = "python3\\.[0-9]+-minimal";
    mainProgram = "python3";
  };
  pipx = "pipx";
  poetry = "python3-poetry";
  virtualenv = "virtualenv";
  uwsgi = {
    debs = [
      "uwsgi-core"
      "uwsgi-plugin-python3"
    ];
    mainProgram = "uwsgi";
    links."bin/uwsgi" = "usr/bin/uwsgi-core";
  };
  ansible = "ansible";

  perl = {
    debs = [
      "perl"
      "perl-base"
    ];
    passthru =
      { with_, debianPackagesNamed, ... }:
      {
        # By Debian's name: `p: [ p."libdbi-perl" ]`.
        withPackages = choose: with_ (choose (debianPackagesNamed ""));
      };
  };
  ruby = {
    debs = [ "ruby" ];
    show = [
      "ruby"
      "ruby[0-9.]+"
    ];
    versionFrom = "ruby[0-9.]+";
  };
  bundler = {
    debs = [ "bundler" ];
    mainProgram = "bundle";
  };
  lua = {
    debs = [ "lua5.4" ];
    mainProgram = "lua";
    links."bin/lua" = "usr/bin/lua5.4";
  };
  luajit = "luajit";
  tcl = {
    debs = [ "tcl" ];
    mainProgram = "tclsh";
  };
  nodejs = {
    debs = [ "nodejs" ];
    mainProgram = "node";
  };
  nodejs-slim = {
    debs = [ "nodejs" ];
    mainProgram = "node";
  };
  npm = "npm";
  yarn = {
    debs = [ "yarnpkg" ];
    links."bin/yarn" = "usr/share/nodejs/yarn/bin/yarn.js";
  };
  esbuild = "esbuild";
  go = {
    debs = [ "golang-go" ];
    mainProgram = "go";
  };
  rustc = "rustc";
  cargo = "cargo";
  ocaml = "ocaml";
  ghc = "ghc";
  erlang = {
    debs = [ "erlang-base" ];
    mainProgram = "erl";
  };
  elixir = "elixir";
  guile = {
    debs = [ "guile-3.0" ];
    mainProgram = "guile";
  };
  sbcl = "sbcl";
  R = {
    debs = [ "r-base-core" ];
    mainProgram = "R";
  };
  octave = "octave";
  mono = {
    debs = [ "mono-runtime" ];
    mainProgram = "mono";
  };
  gcc = {
    debs = [
      "gcc"
      "g++"
      "cpp"
      "libc6-dev"
    ];
    show = [
      "gcc(-[0-9]+)?"
      "g\\+\\+(-[0-9]+)?"
      "cpp(-[0-9]+)?"
    ];
    versionFrom = "gcc-[0-9]+";
    mainProgram = "gcc";
  };
  clang = {
    debs = [ "clang" ];
    versionFrom = "clang-[0-9]+";
  };
  jdk = jdk "default-jdk";
  jdk_headless = jdk "default-jdk-headless";
  jre = jdk "default-jre";
  jre_headless = jdk "default-jre-headless";
  openjdk = jdk "default-jdk";
  maven = {
    debs = [ "maven" ];
    mainProgram = "mvn";
  };
  ant = "ant";
  gradle = "gradle";
}
