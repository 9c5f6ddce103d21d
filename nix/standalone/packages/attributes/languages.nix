# Interpreters and compilers. Which version Debian has decides what they are.
let
  inherit (import ./python.nix) python;

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
    links = {
      "bin/uwsgi" = "usr/bin/uwsgi-core";
      "lib/uwsgi/plugins/python3_plugin.so" = "usr/lib/uwsgi/plugins/python3*_plugin.so";
    };
  };
  ansible = "ansible";

  perl = {
    debs = [
      "perl"
      "perl-base"
    ];
    passthru =
      {
        with_,
        debianPackagesNamed,
        exactly,
        ...
      }:
      rec {
        # By Debian's name, too: `p: [ p."libdbi-perl" ]`.
        pkgs = import ../perl.nix { debian = debianPackagesNamed ""; };
        withPackages =
          choose:
          let
            more = choose pkgs;
          in
          with_.changed more {
            show = map exactly (
              [
                "perl"
                "perl-base"
              ]
              ++ builtins.concatMap (other: other.debianRoots) more
            );
          };
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
    passthru = { attribute, ... }: {
      cc = attribute "gcc-unwrapped" (import ./libraries.nix).gcc-unwrapped;
    };
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
