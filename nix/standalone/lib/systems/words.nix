# The words that a system's name may consist of, and what is known of each: processors, vendors, kernels and binary
# interfaces.
{ lib }:
let
  inherit (builtins) mapAttrs;

  named =
    kind:
    mapAttrs (
      name: value:
      {
        _type = kind;
        inherit name;
      }
      // value
    );
  bare = kind: names: named kind (lib.attrsets.genAttrs names (_: { }));

  significantBytes = bare "significant-byte" [
    "bigEndian"
    "littleEndian"
  ];
  cpu = significantByte: bits: family: { inherit bits family significantByte; };
  little = cpu significantBytes.littleEndian;
  big = cpu significantBytes.bigEndian;
  arm = version: arch: little 32 "arm" // { inherit version arch; };
  arm64 = {
    version = "8";
    arch = "armv8-a";
  };
  x86 = arch: little 32 "x86" // { inherit arch; };

  cpus = named "cpu-type" {
    aarch64 = little 64 "arm" // arm64;
    aarch64_be = big 64 "arm" // arm64;
    alpha = little 64 "alpha";
    arm = little 32 "arm";
    armv5tel = arm "5" "armv5t";
    armv6l = arm "6" "armv6";
    armv6m = arm "6" "armv6-m";
    armv7a = arm "7" "armv7-a";
    armv7l = arm "7" "armv7";
    armv7m = arm "7" "armv7-m";
    armv7r = arm "7" "armv7-r";
    armv8a = arm "8" "armv8-a";
    armv8m = arm "8" "armv8-m";
    armv8r = arm "8" "armv8-a";
    avr = {
      bits = 8;
      family = "avr";
    };
    i386 = x86 "i386";
    i486 = x86 "i486";
    i586 = x86 "i586";
    i686 = x86 "i686";
    javascript = little 32 "javascript";
    loongarch64 = little 64 "loongarch";
    m68k = big 32 "m68k";
    microblaze = big 32 "microblaze";
    microblazeel = little 32 "microblaze";
    mips = big 32 "mips";
    mips64 = big 64 "mips";
    mips64el = little 64 "mips";
    mipsel = little 32 "mips";
    mmix = big 64 "mmix";
    msp430 = little 16 "msp430";
    or1k = big 32 "or1k";
    powerpc = big 32 "power";
    powerpc64 = big 64 "power";
    powerpc64le = little 64 "power";
    powerpcle = little 32 "power";
    riscv32 = little 32 "riscv";
    riscv64 = little 64 "riscv";
    rx = little 32 "rx";
    s390 = big 32 "s390";
    s390x = big 64 "s390";
    sparc = big 32 "sparc";
    sparc64 = big 64 "sparc";
    vc4 = little 32 "vc4";
    wasm32 = little 32 "wasm";
    wasm64 = little 64 "wasm";
    x86_64 = little 64 "x86" // {
      arch = "x86-64";
    };
  };
  # As Apple says.
  cpuTypes = cpus // {
    arm64 = cpus.aarch64;
  };

  vendors = bare "vendor" [
    "apple"
    "knuth"
    "none"
    "pc"
    "unknown"
    "w64"
  ];

  execFormats = bare "exec-format" [
    "aout"
    "elf"
    "macho"
    "pe"
    "unknown"
    "wasm"
  ];
  kernelFamilies = bare "exec-format" [
    "bsd"
    "darwin"
  ];
  kernel = format: families: {
    execFormat = execFormats.${format};
    families = lib.attrsets.genAttrs families (name: kernelFamilies.${name});
  };
  ownKernels = named "kernel" {
    cygwin = kernel "pe" [ ];
    freebsd = kernel "elf" [ "bsd" ];
    genode = kernel "elf" [ ];
    ghcjs = kernel "unknown" [ ];
    ios = kernel "macho" [ "darwin" ];
    linux = kernel "elf" [ ];
    macos = kernel "macho" [ "darwin" ] // {
      name = "darwin";
    };
    mmixware = kernel "unknown" [ ];
    netbsd = kernel "elf" [ "bsd" ];
    none = kernel "unknown" [ ];
    openbsd = kernel "elf" [ "bsd" ];
    redox = kernel "elf" [ ];
    solaris = kernel "elf" [ ];
    wasi = kernel "wasm" [ ];
    windows = kernel "pe" [ ];
  };
  kernels = ownKernels // {
    darwin = ownKernels.macos;
    tvos = ownKernels.ios;
    watchos = ownKernels.ios;
    win32 = ownKernels.windows;
  };

  floats =
    float: names:
    lib.attrsets.genAttrs names (_: {
      inherit float;
    });
  abis = named "abi" (
    lib.attrsets.genAttrs [
      "android"
      "androideabi"
      "elf"
      "gnu"
      "msvc"
      "musl"
      "uclibc"
      "unknown"
    ] (_: { })
    // floats "soft" [
      "eabi"
      "gnueabi"
      "musleabi"
      "uclibceabi"
    ]
    // floats "hard" [
      "eabihf"
      "gnueabihf"
      "musleabihf"
      "uclibceabihf"
    ]
    // {
      gnuabi64.abi = "64";
      gnuabielfv1.abi = "elfv1";
      gnuabielfv2.abi = "elfv2";
      gnuabin32.abi = "n32";
      muslabi64.abi = "64";
      muslabin32.abi = "n32";
    }
  );
in
{
  inherit
    abis
    cpuTypes
    execFormats
    kernelFamilies
    kernels
    significantBytes
    vendors
    ;
}
