# A stdenv for nixpkgs' builders that needs no compiler to be built and no binary cache: its shell and the tools
# that scripts are written for are Debian's, all others the machine's, whose release of Debian is the same.
#
#   arguments  what nixpkgs tells its stages
{
  tree,
  arguments,
  debian,
}:
let
  libraries = debian.gcc-unwrapped;

  # The machine's compiler is in use, where it has one; this is what is asked about it.
  cc = debian.gcc // {
    isGNU = true;
    isClang = false;
    targetPrefix = "";
    libc = debian.glibc;
    bintools = debian.binutils // {
      libc = debian.glibc;
    };
    cc = debian.gcc // {
      lib = libraries;
      libgcc = libraries;
    };
  };
in
import (tree + "/pkgs/stdenv/generic") {
  name = "stdenv-debian";
  shell = "${debian.bash}/bin/bash";
  # Interpreters of scripts that a build makes are looked for here, so they are part of the image.
  initialPath = [
    debian.bash
    debian.coreutils
    debian.findutils
    debian.gnugrep
    debian.gnused
    "/usr"
    "/"
  ];
  extraNativeBuildInputs = [ ./libraries.sh ];
  inherit (arguments) config;
  buildPlatform = arguments.localSystem;
  hostPlatform = arguments.localSystem;
  targetPlatform = arguments.localSystem;
  hasCC = false;
  inherit cc;
  fetchurlBoot = debian.fetchurl;
}
