# The parts that a system's name consists of: processor, vendor, kernel and binary interface; from names such as
# "x86_64-linux" or "aarch64-unknown-linux-gnu", and back.
{ lib }:
let
  inherit (builtins)
    elem
    elemAt
    length
    mapAttrs
    match
    ;
  inherit (lib.strings) hasPrefix;

  named = kind: mapAttrs (name: value: { _type = kind; inherit name; } // value);
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
    x86_64 = little 64 "x86" // { arch = "x86-64"; };
  };
  # As Apple says.
  cpuTypes = cpus // { arm64 = cpus.aarch64; };

  # Whose programs a processor runs besides its own.
  runsAlso = {
    i486 = [ "i386" ];
    i586 = [ "i486" ];
    i686 = [ "i586" ];
    x86_64 = [ "i686" ];
    armv5tel = [ "arm" ];
    armv6l = [ "armv5tel" ];
    armv6m = [ "armv6l" ];
    armv7l = [ "armv6m" ];
    armv7a = [ "armv7l" ];
    armv7r = [ "armv7l" ];
    armv7m = [ "armv7l" ];
    aarch64 = [ "armv8a" ];
    armv8a = [
      "armv8r"
      "armv8m"
    ];
    powerpc64 = [ "powerpc" ];
    powerpc64le = [ "powerpcle" ];
    mips64 = [ "mips" ];
    mips64el = [ "mipsel" ];
    riscv64 = [ "riscv32" ];
    sparc64 = [ "sparc" ];
    wasm64 = [ "wasm32" ];
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
    macos = kernel "macho" [ "darwin" ] // { name = "darwin"; };
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

  floats = float: names: lib.attrsets.genAttrs names (_: { inherit float; });
  abis = named "abi" (
    lib.attrsets.genAttrs [ "android" "androideabi" "elf" "gnu" "msvc" "musl" "uclibc" "unknown" ] (_: { })
    // floats "soft" [ "eabi" "gnueabi" "musleabi" "uclibceabi" ]
    // floats "hard" [ "eabihf" "gnueabihf" "musleabihf" "uclibceabihf" ]
    // {
      gnuabi64.abi = "64";
      gnuabielfv1.abi = "elfv1";
      gnuabielfv2.abi = "elfv2";
      gnuabin32.abi = "n32";
      muslabi64.abi = "64";
      muslabin32.abi = "n32";
    }
  );

  self = {
    inherit
      abis
      cpuTypes
      execFormats
      kernelFamilies
      kernels
      significantBytes
      vendors
      ;
    isSystem = value: value._type or "" == "system";

    # Whether code for the second runs on the first.
    isCompatible =
      mine: theirs:
      mine == theirs
      || builtins.any (name: self.isCompatible cpuTypes.${name} theirs) (runsAlso.${mine.name} or [ ]);

    mkSystemFromString = text: assemble text (split text (lib.strings.splitString "-" text));

    # → "x86_64-linux", and "x86_64-unknown-linux-gnu"
    doubleFromSystem =
      parsed: "${parsed.cpu.name}-${if parsed.kernel.families ? darwin then "darwin" else parsed.kernel.name}";
    tripleFromSystem =
      { cpu, vendor, kernel, abi, ... }:
      let
        processor = if kernel.families ? darwin then self.darwinArch cpu else cpu.name;
        # GNU takes an older NetBSD for one with a.out.
        format =
          if
            kernel.name == "netbsd"
            && cpu.bits == 32
            && elem cpu.family [ "arm" "m68k" "sparc" "x86" ]
          then
            "elf"
          else
            "";
      in
      "${processor}-${vendor.name}-${kernel.name}${format}${if abi.name == "unknown" then "" else "-${abi.name}"}";
    darwinArch = cpu: if cpu.name == "aarch64" then "arm64" else cpu.name;
  };

  # The words of a name by what they are. Two of three may be left out; which ones, the words tell.
  split =
    text: words:
    let
      at = elemAt words;
      kernelsOfThree = [ "cygwin" "ghcjs" "mingw32" "mmixware" "redox" ];
      kernelsWithVersion = [ "freebsd" "genode" "netbsd" "openbsd" ];
    in
    if length words == 4 then
      {
        cpu = at 0;
        vendor = at 1;
        kernel = at 2;
        abi = at 3;
      }
    else if length words == 3 then
      if at 1 == "linux" || elem (at 2) [ "eabi" "eabihf" "elf" "gnu" ] then
        {
          cpu = at 0;
          vendor = "unknown";
          kernel = at 1;
          abi = at 2;
        }
      else if
        at 1 == "apple"
        || elem (at 2) kernelsOfThree
        || builtins.any (name: hasPrefix name (at 2)) kernelsWithVersion
        || hasPrefix "wasm32" (at 0)
      then
        {
          cpu = at 0;
          vendor = at 1;
          kernel = if at 2 == "mingw32" then "windows" else at 2;
        }
      else
        throw "lib.systems: \"${text}\" may mean several systems; write PROCESSOR-VENDOR-KERNEL-ABI"
    else if length words == 2 then
      {
        cpu = at 0;
        kernel = if at 1 == "elf" then "none" else at 1;
      }
      // (
        if at 1 == "elf" then
          { abi = "elf"; }
        else if at 1 == "windows" then
          { abi = "msvc"; }
        else
          { }
      )
    else if words == [ "avr" ] then
      {
        cpu = "avr";
        kernel = "none";
        abi = "unknown";
      }
    else
      throw "lib.systems: \"${text}\" is not the name of a system, such as \"x86_64-linux\" or \"x86_64-unknown-linux-gnu\"";

  assemble =
    text: words:
    let
      known =
        what: table: name:
        table.${name} or (throw "lib.systems: \"${name}\" in \"${text}\" is no ${what} that is known here");
      # "linuxeabi" is Linux; versions of Darwin and NetBSD are no matter.
      kernelName =
        let
          stem = match "(darwin|netbsd).*" words.kernel;
          abi = match "(.*[^e])e?abi.*" words.kernel;
        in
        if stem != null then
          elemAt stem 0
        else if abi != null then
          elemAt abi 0
        else
          words.kernel;
      parsed = {
        _type = "system";
        cpu = known "processor" cpuTypes words.cpu;
        kernel = known "kernel" kernels kernelName;
        vendor =
          if words ? vendor then
            known "vendor" vendors words.vendor
          else if parsed.kernel.families ? darwin then
            vendors.apple
          else if parsed.kernel.execFormat.name == "pe" then
            vendors.pc
          else
            vendors.unknown;
        abi = if words ? abi then known "binary interface" abis words.abi else usual;
      };
      usual =
        if !elem parsed.kernel.name [ "linux" "windows" ] then
          abis.unknown
        else if parsed.cpu.family == "arm" && parsed.cpu.bits == 32 then
          (if lib.strings.versionAtLeast (parsed.cpu.version or "0") "6" then abis.gnueabihf else abis.gnueabi)
        else if parsed.cpu.name == "powerpc64" then
          abis.gnuabielfv1
        else
          abis.gnu;
    in
    parsed;
in
self
