# The parts that a system's name consists of: processor, vendor, kernel and binary interface; from names such as
# "x86_64-linux" or "aarch64-unknown-linux-gnu", and back.
{ lib }:
let
  inherit (builtins)
    elem
    elemAt
    length
    match
    ;
  inherit (lib.strings) hasPrefix;

  words = import ./words.nix { inherit lib; };
  inherit (words)
    abis
    cpuTypes
    kernels
    vendors
    ;

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

  self = words // {
    isSystem = value: value._type or "" == "system";

    # Whether code for the second runs on the first.
    isCompatible =
      mine: theirs:
      mine == theirs
      || builtins.any (name: self.isCompatible cpuTypes.${name} theirs) (runsAlso.${mine.name} or [ ]);

    mkSystemFromString = text: assemble text (split text (lib.strings.splitString "-" text));

    # → "x86_64-linux", and "x86_64-unknown-linux-gnu"
    doubleFromSystem =
      parsed:
      "${parsed.cpu.name}-${if parsed.kernel.families ? darwin then "darwin" else parsed.kernel.name}";
    tripleFromSystem =
      {
        cpu,
        vendor,
        kernel,
        abi,
        ...
      }:
      let
        processor = if kernel.families ? darwin then self.darwinArch cpu else cpu.name;
        # GNU takes an older NetBSD for one with a.out.
        format =
          if
            kernel.name == "netbsd"
            && cpu.bits == 32
            && elem cpu.family [
              "arm"
              "m68k"
              "sparc"
              "x86"
            ]
          then
            "elf"
          else
            "";
      in
      "${processor}-${vendor.name}-${kernel.name}${format}${
        if abi.name == "unknown" then "" else "-${abi.name}"
      }";
    darwinArch = cpu: if cpu.name == "aarch64" then "arm64" else cpu.name;
  };

  # The words of a name by what they are. Two of three may be left out; which ones, the words tell.
  split =
    text: words:
    let
      at = elemAt words;
      kernelsOfThree = [
        "cygwin"
        "ghcjs"
        "mingw32"
        "mmixware"
        "redox"
      ];
      kernelsWithVersion = [
        "freebsd"
        "genode"
        "netbsd"
        "openbsd"
      ];
    in
    if length words == 4 then
      {
        cpu = at 0;
        vendor = at 1;
        kernel = at 2;
        abi = at 3;
      }
    else if length words == 3 then
      if
        at 1 == "linux"
        || elem (at 2) [
          "eabi"
          "eabihf"
          "elf"
          "gnu"
        ]
      then
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
        if
          !elem parsed.kernel.name [
            "linux"
            "windows"
          ]
        then
          abis.unknown
        else if parsed.cpu.family == "arm" && parsed.cpu.bits == 32 then
          (
            if lib.strings.versionAtLeast (parsed.cpu.version or "0") "6" then abis.gnueabihf else abis.gnueabi
          )
        else if parsed.cpu.name == "powerpc64" then
          abis.gnuabielfv1
        else
          abis.gnu;
    in
    parsed;
in
self
