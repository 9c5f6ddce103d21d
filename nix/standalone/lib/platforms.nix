# Names of systems, for `meta.platforms`.
{ lib }:
let
  of =
    kernel:
    map (cpu: "${cpu}-${kernel}");
  linux = of "linux" [
    "aarch64"
    "armv5tel"
    "armv6l"
    "armv7a"
    "armv7l"
    "i686"
    "loongarch64"
    "m68k"
    "microblaze"
    "mips"
    "mips64"
    "mips64el"
    "mipsel"
    "powerpc64"
    "powerpc64le"
    "riscv32"
    "riscv64"
    "s390"
    "s390x"
    "x86_64"
  ];
  darwin = of "darwin" [
    "aarch64"
    "x86_64"
  ];
  freebsd = of "freebsd" [
    "aarch64"
    "i686"
    "x86_64"
  ];
  netbsd = of "netbsd" [
    "aarch64"
    "i686"
    "x86_64"
  ];
  openbsd = of "openbsd" [
    "i686"
    "x86_64"
  ];
  cygwin = of "cygwin" [
    "i686"
    "x86_64"
  ];
  windows = of "windows" [
    "aarch64"
    "i686"
    "x86_64"
  ];
  none = of "none" [
    "aarch64"
    "arm"
    "avr"
    "i686"
    "riscv32"
    "riscv64"
    "x86_64"
  ];
  all = linux ++ darwin ++ freebsd ++ netbsd ++ openbsd ++ cygwin ++ windows ++ none;
  startingWith = prefixes: builtins.filter (system: builtins.any (prefix: lib.strings.hasPrefix prefix system) prefixes) all;
in
{
  inherit
    all
    cygwin
    darwin
    freebsd
    linux
    netbsd
    none
    openbsd
    windows
    ;
  gnu = linux;
  unix = linux ++ darwin ++ freebsd ++ netbsd ++ openbsd ++ cygwin;
  x86_64 = startingWith [ "x86_64-" ];
  i686 = startingWith [ "i686-" ];
  x86 = startingWith [
    "i686-"
    "x86_64-"
  ];
  aarch64 = startingWith [ "aarch64-" ];
  arm = startingWith [ "arm" ];
  aarch = startingWith [
    "aarch64-"
    "arm"
  ];
  armv7 = startingWith [ "armv7" ];
  mips = startingWith [ "mips" ];
  power = startingWith [ "powerpc" ];
  riscv = startingWith [ "riscv" ];
  riscv32 = startingWith [ "riscv32-" ];
  riscv64 = startingWith [ "riscv64-" ];
  s390 = startingWith [ "s390-" ];
  s390x = startingWith [ "s390x-" ];
  m68k = startingWith [ "m68k-" ];
  microblaze = startingWith [ "microblaze" ];
  loongarch64 = startingWith [ "loongarch64-" ];
  embedded = none;
  illumos = [ "x86_64-solaris" ];
  redox = [ "x86_64-redox" ];
  wasi = [
    "wasm32-wasi"
    "wasm64-wasi"
  ];
}
