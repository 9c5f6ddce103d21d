# What may be asked of a parsed system: `isLinux`, `is64bit`, … A pattern is a set that the system must match, or a
# list of sets of which one does.
{ lib }:
let
  inherit (builtins) attrValues filter mapAttrs;
  inherit (lib.systems.parse)
    abis
    cpuTypes
    kernelFamilies
    kernels
    significantBytes
    ;

  family = family: { cpu = { inherit family; }; };
  bits = bits: { cpu = { inherit bits; }; };
  of = name: width: {
    cpu = {
      family = name;
      bits = width;
    };
  };
  # By name alone: a Darwin is the same in each of its versions.
  kernelOf = name: { kernel = { inherit (kernels.${name}) name; }; };
  abiOf = names: map (name: { abi = abis.${name}; }) names;
  abiKind = abi: { abi = { inherit abi; }; };

  patterns = {
    isi686.cpu = cpuTypes.i686;
    isx86 = family "x86";
    isx86_32 = of "x86" 32;
    isx86_64 = of "x86" 64;
    isAarch = family "arm";
    isAarch32 = of "arm" 32;
    isAarch64 = of "arm" 64;
    isArmv7 = map (cpu: { cpu = { inherit (cpu) arch; }; }) (
      filter (cpu: lib.strings.hasPrefix "armv7" cpu.arch or "") (attrValues cpuTypes)
    );
    isPower = family "power";
    isPower64 = of "power" 64;
    isAbiElfv1 = abiKind "elfv1";
    isAbiElfv2 = [
      (abiKind "elfv2")
      (
        of "power" 64
        // {
          abi = {
            name = "musl";
          };
        }
      )
    ];
    isMicroBlaze = family "microblaze";
    isMips = family "mips";
    isMips32 = of "mips" 32;
    isMips64 = of "mips" 64;
    isMips64n32 = of "mips" 64 // abiKind "n32";
    isMips64n64 = of "mips" 64 // abiKind "64";
    isMmix = family "mmix";
    isRiscV = family "riscv";
    isRiscV32 = of "riscv" 32;
    isRiscV64 = of "riscv" 64;
    isRx = family "rx";
    isSparc = family "sparc";
    isSparc64 = of "sparc" 64;
    isWasm = family "wasm";
    isMsp430 = family "msp430";
    isVc4 = family "vc4";
    isAvr = family "avr";
    isAlpha = family "alpha";
    isOr1k = family "or1k";
    isM68k = family "m68k";
    isS390 = family "s390";
    isS390x = of "s390" 64;
    isLoongArch64 = of "loongarch" 64;
    isJavaScript.cpu = cpuTypes.javascript;

    is32bit = bits 32;
    is64bit = bits 64;
    isILP32 = [
      (of "wasm" 32)
    ]
    ++ map abiKind [
      "n32"
      "ilp32"
      "x32"
    ];
    isBigEndian.cpu.significantByte = significantBytes.bigEndian;
    isLittleEndian.cpu.significantByte = significantBytes.littleEndian;

    isBSD.kernel.families = { inherit (kernelFamilies) bsd; };
    isDarwin.kernel.families = { inherit (kernelFamilies) darwin; };
    isUnix = [
      patterns.isBSD
      patterns.isDarwin
    ]
    ++ map kernelOf [
      "linux"
      "solaris"
      "cygwin"
      "redox"
    ];
    isMacOS = kernelOf "macos";
    isiOS = kernelOf "ios";
    isLinux = kernelOf "linux";
    isSunOS = kernelOf "solaris";
    isFreeBSD = kernelOf "freebsd";
    isNetBSD = kernelOf "netbsd";
    isOpenBSD = kernelOf "openbsd";
    isWindows = kernelOf "windows";
    isCygwin = kernelOf "cygwin";
    isMinGW = kernelOf "windows" // {
      abi = abis.gnu;
    };
    isMsvc = kernelOf "windows" // {
      abi = abis.msvc;
    };
    isWasi = kernelOf "wasi";
    isRedox = kernelOf "redox";
    isGhcjs = kernelOf "ghcjs";
    isGenode = kernelOf "genode";
    isNone = kernelOf "none";

    isAndroid = abiOf [
      "android"
      "androideabi"
    ];
    isGnu = abiOf [
      "gnu"
      "gnuabi64"
      "gnuabielfv1"
      "gnuabielfv2"
      "gnuabin32"
      "gnueabi"
      "gnueabihf"
    ];
    isMusl = abiOf [
      "musl"
      "muslabi64"
      "muslabin32"
      "musleabi"
      "musleabihf"
    ];
    isUClibc = abiOf [
      "uclibc"
      "uclibceabi"
      "uclibceabihf"
    ];
    isElf.kernel.execFormat.name = "elf";
    isPE.kernel.execFormat.name = "pe";
    isMacho.kernel.execFormat.name = "macho";

    isEfi =
      map family [
        "riscv"
        "x86"
        "loongarch"
      ]
      ++
        map
          (version: {
            cpu = {
              family = "arm";
              inherit version;
            };
          })
          [
            "6"
            "7"
            "8"
          ];
  };
  matches =
    pattern: system:
    if builtins.isList pattern then
      builtins.any (one: lib.attrsets.matchAttrs one system) pattern
    else
      lib.attrsets.matchAttrs pattern system;
in
{
  inherit patterns;
  predicates = mapAttrs (_: matches) patterns;
  # As `meta.platforms` has them.
  platformPatterns = {
    isStatic = {
      parsed = { };
      isStatic = true;
    };
  };
  patternLogicalAnd =
    left: right:
    builtins.concatMap (one: map (lib.attrsets.recursiveUpdate one) (lib.lists.toList right)) (
      lib.lists.toList left
    );
}
