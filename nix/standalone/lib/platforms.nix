# Names of systems, for `meta.platforms`.
{ lib }:
let
  inherit (builtins) concatMap filter;
  inherit (lib.systems) parse;
  inherit (lib.systems.inspect) predicates;

  # By the kernel, the processors that there are names for.
  cpus = {
    cygwin = [
      "i686"
      "x86_64"
    ];
    darwin = [
      "aarch64"
      "x86_64"
    ];
    freebsd = [
      "aarch64"
      "i686"
      "x86_64"
    ];
    genode = [
      "aarch64"
      "i686"
      "x86_64"
    ];
    ghcjs = [ "javascript" ];
    linux = [
      "aarch64"
      "armv5tel"
      "armv6l"
      "armv7a"
      "armv7l"
      "i686"
      "loongarch64"
      "m68k"
      "microblaze"
      "microblazeel"
      "mips"
      "mips64"
      "mips64el"
      "mipsel"
      "powerpc"
      "powerpc64"
      "powerpc64le"
      "riscv32"
      "riscv64"
      "s390"
      "s390x"
      "x86_64"
    ];
    mmixware = [ "mmix" ];
    netbsd = [
      "aarch64"
      "armv6l"
      "armv7a"
      "armv7l"
      "i686"
      "m68k"
      "mipsel"
      "powerpc"
      "riscv32"
      "riscv64"
      "x86_64"
    ];
    none = [
      "aarch64"
      "aarch64_be"
      "arm"
      "armv6l"
      "avr"
      "i686"
      "m68k"
      "microblaze"
      "microblazeel"
      "mips"
      "mips64"
      "msp430"
      "or1k"
      "powerpc"
      "powerpcle"
      "riscv32"
      "riscv64"
      "rx"
      "s390"
      "s390x"
      "vc4"
      "x86_64"
    ];
    openbsd = [
      "i686"
      "x86_64"
    ];
    redox = [ "x86_64" ];
    solaris = [ "x86_64" ];
    wasi = [
      "wasm32"
      "wasm64"
    ];
    windows = [
      "aarch64"
      "i686"
      "x86_64"
    ];
  };
  of = kernel: map (cpu: "${cpu}-${kernel}") cpus.${kernel};
  all = concatMap of (builtins.attrNames cpus);
  parsed = map (name: {
    inherit name;
    system = parse.mkSystemFromString name;
  }) all;
  are =
    predicate: map (found: found.name) (filter (found: predicates.${predicate} found.system) parsed);
in
{
  inherit all;
  none = of "none";
  embedded = of "none";
  cygwin = of "cygwin";
  darwin = of "darwin";
  freebsd = of "freebsd";
  genode = of "genode";
  illumos = of "solaris";
  linux = of "linux";
  # Each Linux has a GNU.
  gnu = of "linux";
  netbsd = of "netbsd";
  openbsd = of "openbsd";
  redox = of "redox";
  wasi = of "wasi";
  windows = of "windows";
  js = of "ghcjs";
  mmix = of "mmixware";
  # Without looking at each: packages ask for it most.
  unix = concatMap of [
    "cygwin"
    "darwin"
    "freebsd"
    "linux"
    "netbsd"
    "openbsd"
    "redox"
    "solaris"
  ];

  aarch = are "isAarch";
  aarch64 = are "isAarch64";
  arm = are "isAarch32";
  armv7 = are "isArmv7";
  i686 = are "isi686";
  x86 = are "isx86";
  x86_64 = are "isx86_64";
  loongarch64 = are "isLoongArch64";
  m68k = are "isM68k";
  microblaze = are "isMicroBlaze";
  mips = are "isMips";
  or1k = are "isOr1k";
  power = are "isPower";
  riscv = are "isRiscV";
  riscv32 = are "isRiscV32";
  riscv64 = are "isRiscV64";
  rx = are "isRx";
  s390 = are "isS390";
  s390x = are "isS390x";
  vc4 = are "isVc4";
  bigEndian = are "isBigEndian";
  littleEndian = are "isLittleEndian";
}
