# A system's name → everything that is derived from it: `pkgs.stdenv.hostPlatform`.
{ lib }:
let
  inherit (builtins) isAttrs isString mapAttrs;
  inherit (lib.systems) inspect parse;
  inherit (lib.strings) optionalString;

  # The first value whose condition holds.
  choose =
    default: choices:
    let
      found = lib.lists.findFirst (choice: choice.when) null choices;
    in
    if found == null then default else found.value;
  when = when: value: { inherit when value; };
in
given:
let
  all =
    if isString given then
      { system = given; }
    else if isAttrs given then
      given
    else
      throw "lib.systems.elaborate: a system is a name, such as \"x86_64-linux\", or a set with `system' or `config', but it is ${builtins.typeOf given}";
  # Both follow from `config` where that is given, which says more.
  arguments = removeAttrs all [
    "parsed"
    "system"
  ];
  cpuName = final.parsed.cpu.name;
  kernelName = final.parsed.kernel.name;

  final = {
    parsed = parse.mkSystemFromString (
      arguments.config
        or (all.system or (throw "lib.systems.elaborate: the set has neither `system' nor `config'"))
    );
    system = parse.doubleFromSystem final.parsed;
    config = parse.tripleFromSystem final.parsed;
    canExecute =
      other:
      final.isAndroid == other.isAndroid
      && parse.isCompatible final.parsed.cpu other.parsed.cpu
      && final.parsed.kernel == other.parsed.kernel
      && (
        final.parsed.cpu != other.parsed.cpu
        || !(other ? gcc.arch)
        || other.gcc.arch == final.gcc.arch or null
      );

    useLLVM = final.isFreeBSD || final.isOpenBSD;
    linker = choose "bfd" [
      (when final.useLLVM "lld")
      (when final.isDarwin "cctools")
    ];
    libc = choose "native/impure" [
      (when final.isDarwin "libSystem")
      (when final.isMsvc "ucrt")
      (when final.isMinGW "msvcrt")
      (when final.isCygwin "cygwin")
      (when final.isWasi "wasilibc")
      (when final.isWasm null)
      (when final.isRedox "relibc")
      (when final.isMusl "musl")
      (when final.isUClibc "uclibc")
      (when final.isAndroid "bionic")
      (when final.isLinux "glibc")
      (when final.isFreeBSD "fblibc")
      (when final.isOpenBSD "oblibc")
      (when final.isNetBSD "nblibc")
      (when final.isAvr "avrlibc")
      (when final.isGhcjs null)
      (when final.isNone "newlib")
    ];
    isGlibc = final.libc == "glibc";
    libDir =
      if !final.isLinux then
        null
      else if final.isx86_64 || final.isMips64 || final.isPower64 then
        "lib64"
      else
        "lib";
    isStatic = final.isWasi || final.isRedox;
    hasSharedLibraries =
      !final.isStatic
      && builtins.any (name: final.${name}) [
        "isAndroid"
        "isCygwin"
        "isDarwin"
        "isFreeBSD"
        "isGnu"
        "isMinGW"
        "isMusl"
        "isNetBSD"
        "isOpenBSD"
        "isSunOS"
        "isWasm"
        "isWindows"
      ];
    extensions = {
      staticLibrary = if final.isWindows then ".lib" else ".a";
      library =
        if final.isStatic then final.extensions.staticLibrary else final.extensions.sharedLibrary or null;
      executable = optionalString (final.isWindows || final.isCygwin) ".exe";
    }
    // lib.attrsets.optionalAttrs final.hasSharedLibraries {
      sharedLibrary = choose ".so" [
        (when final.isDarwin ".dylib")
        (when (final.isWindows || final.isCygwin) ".dll")
      ];
    };

    uname = {
      system =
        {
          cygwin = "CYGWIN_NT";
          darwin = "Darwin";
          freebsd = "FreeBSD";
          genode = "Genode";
          linux = "Linux";
          netbsd = "NetBSD";
          openbsd = "OpenBSD";
          redox = "Redox";
          wasi = "Wasi";
          windows = "Windows";
        }
        .${kernelName} or null;
      processor = choose cpuName [
        (when final.isPower "ppc${optionalString final.isPower64 "64"}${optionalString final.isLittleEndian "le"}")
        (when final.isMips64 "mips64")
        (when final.isDarwin final.darwinArch)
      ];
      release = null;
    };

    # What others call the processor.
    linuxArch = choose cpuName [
      (when final.isAarch32 "arm")
      (when final.isAarch64 "arm64")
      (when final.isx86_32 "i386")
      (when final.isMicroBlaze "microblaze")
      (when final.isMips "mips")
      (when final.isPower "powerpc")
      (when final.isRiscV "riscv")
      (when final.isS390 "s390")
      (when final.isLoongArch64 "loongarch")
    ];
    ubootArch = choose final.linuxArch [
      (when final.isx86_32 "x86")
      (when final.isMips64 "mips64")
    ];
    qemuArch = choose final.uname.processor [
      (when final.isAarch32 "arm")
      (when final.isAarch64 "aarch64")
      (when (final.isS390 && !final.isS390x) null)
      (when final.isx86_64 "x86_64")
      (when final.isx86 "i386")
      (when final.isMips64n32 "mipsn32${optionalString final.isLittleEndian "el"}")
      (when final.isMips64 "mips64${optionalString final.isLittleEndian "el"}")
    ];
    efiArch = choose cpuName [
      (when final.isx86_32 "ia32")
      (when final.isx86_64 "x64")
      (when final.isAarch32 "arm")
      (when final.isAarch64 "aa64")
    ];
    darwinArch = parse.darwinArch final.parsed.cpu;
    darwinPlatform = choose null [
      (when final.isMacOS "macos")
      (when final.isiOS "ios")
    ];
    linux-kernel = { };
    gcc = { };

    # No emulator is known without a nixpkgs; what runs as it is needs none.
    emulatorAvailable = packages: packages.stdenv.hostPlatform.canExecute final;
    staticEmulatorAvailable = final.emulatorAvailable;
    emulator =
      packages:
      if final.emulatorAvailable packages then
        lib.meta.getExe (packages.writeShellScriptBin "exec" ''exec "$@"'')
      else
        throw "programs for ${final.config} can't be run here";
  }
  // mapAttrs (_: predicate: predicate final.parsed) inspect.predicates
  # Instructions that only some models of a processor have: what is built here asks for none.
  // lib.attrsets.genAttrs [
    "aesSupport"
    "avx2Support"
    "avx512Support"
    "avxSupport"
    "fma4Support"
    "fmaSupport"
    "lasxSupport"
    "sse3Support"
    "sse4_1Support"
    "sse4_2Support"
    "sse4_aSupport"
    "ssse3Support"
  ] (_: false)
  // {
    lsxSupport = final.isLoongArch64;
  }
  // arguments
  // import ./toolchains.nix {
    inherit
      lib
      final
      choose
      when
      ;
    rust = arguments.rust or { };
  };
in
final
