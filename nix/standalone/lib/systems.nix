# What a system is, as far as modules and packages ask: `pkgs.stdenv.hostPlatform`.
{ lib }:
let
  inherit (builtins) elemAt isString match;

  cpus = {
    x86_64 = { bits = 64; family = "x86"; arch = "x86-64"; linux = "x86_64"; uname = "x86_64"; };
    i686 = { bits = 32; family = "x86"; arch = "i686"; linux = "i386"; uname = "i686"; };
    aarch64 = { bits = 64; family = "arm"; arch = "armv8-a"; linux = "arm64"; uname = "aarch64"; };
    armv7l = { bits = 32; family = "arm"; arch = "armv7-a"; linux = "arm"; uname = "armv7l"; };
    armv6l = { bits = 32; family = "arm"; arch = "armv6"; linux = "arm"; uname = "armv6l"; };
    riscv64 = { bits = 64; family = "riscv"; arch = "rv64gc"; linux = "riscv"; uname = "riscv64"; };
    powerpc64le = { bits = 64; family = "power"; arch = "powerpc64le"; linux = "powerpc"; uname = "ppc64le"; };
    s390x = { bits = 64; family = "s390"; arch = "s390x"; linux = "s390"; uname = "s390x"; };
    loongarch64 = { bits = 64; family = "loongarch"; arch = "loongarch64"; linux = "loongarch"; uname = "loongarch64"; };
  };

  self = {
    # "x86_64-linux" or { system = …; } → everything that is derived from it.
    elaborate =
      given:
      let
        arguments = if isString given then { system = given; } else given;
        named = arguments.system or (self.fromConfig arguments.config);
        found = match "([^-]+)-(.+)" named;
        cpuName = elemAt found 0;
        kernelName = elemAt found 1;
        cpu = cpus.${cpuName} or {
          bits = 64;
          family = cpuName;
          arch = cpuName;
          linux = cpuName;
          uname = cpuName;
        };
        isLinux = kernelName == "linux";
        isDarwin = kernelName == "darwin";
        isBSD = builtins.elem kernelName [ "freebsd" "netbsd" "openbsd" ];
        isWindows = kernelName == "windows";
        config =
          if isLinux then
            "${cpuName}-unknown-linux-gnu"
          else if isDarwin then
            "${if cpuName == "aarch64" then "arm64" else cpuName}-apple-darwin"
          else
            "${cpuName}-unknown-${kernelName}";
        final = {
          system = named;
          inherit
            config
            isBSD
            isDarwin
            isLinux
            isWindows
            ;
          parsed = {
            cpu = {
              name = cpuName;
              inherit (cpu) arch bits family;
              significantByte.name = if final.isLittleEndian then "littleEndian" else "bigEndian";
            };
            kernel.name = kernelName;
            vendor.name = if isDarwin then "apple" else "unknown";
            abi.name = if isLinux then "gnu" else "unknown";
            _type = "system";
          };
          isUnix = isLinux || isDarwin || isBSD;
          isGnu = isLinux;
          isGlibc = isLinux;
          isMusl = false;
          isStatic = false;
          isCygwin = kernelName == "cygwin";
          isFreeBSD = kernelName == "freebsd";
          isNetBSD = kernelName == "netbsd";
          isOpenBSD = kernelName == "openbsd";
          isx86 = cpu.family == "x86";
          isx86_64 = cpuName == "x86_64";
          isx86_32 = cpuName == "i686";
          isi686 = cpuName == "i686";
          isAarch = cpu.family == "arm";
          isAarch64 = cpuName == "aarch64";
          isAarch32 = cpu.family == "arm" && cpu.bits == 32;
          isArmv7 = match "armv7.*" cpuName != null;
          isRiscV = cpu.family == "riscv";
          isRiscV64 = cpuName == "riscv64";
          isRiscV32 = cpuName == "riscv32";
          isPower = cpu.family == "power";
          isPower64 = cpu.family == "power" && cpu.bits == 64;
          isS390 = cpu.family == "s390";
          isS390x = cpuName == "s390x";
          isMips = match "mips.*" cpuName != null;
          isLoongArch64 = cpuName == "loongarch64";
          is64bit = cpu.bits == 64;
          is32bit = cpu.bits == 32;
          isLittleEndian = !builtins.elem cpuName [ "s390x" "s390" "powerpc64" "mips" "mips64" "m68k" ];
          isBigEndian = !final.isLittleEndian;
          isNone = kernelName == "none";
          libc = if isLinux then "glibc" else if isDarwin then "libSystem" else "libc";
          linuxArch = cpu.linux;
          uname = {
            system = { linux = "Linux"; darwin = "Darwin"; freebsd = "FreeBSD"; netbsd = "NetBSD"; openbsd = "OpenBSD"; windows = "Windows"; }.${kernelName} or null;
            processor = cpu.uname;
            release = null;
          };
          qemuArch = if cpuName == "i686" then "i386" else if cpu.family == "arm" && cpu.bits == 32 then "arm" else cpuName;
          extensions = {
            sharedLibrary = if isDarwin then ".dylib" else if isWindows then ".dll" else ".so";
            staticLibrary = if isWindows then ".lib" else ".a";
            library = final.extensions.sharedLibrary;
            executable = if isWindows then ".exe" else "";
          };
          canExecute = other: other.system or null == named;
          emulator = _: "";
        }
        // removeAttrs arguments [ "system" "config" ];
      in
      if found == null then
        throw "lib.systems.elaborate: ${builtins.toJSON named} is not the name of a system, such as \"x86_64-linux\""
      else
        final;
    equals = left: right: left.system == right.system && left.config == right.config;

    # "x86_64-unknown-linux-gnu" → "x86_64-linux"
    fromConfig =
      config:
      let
        found = match "([^-]+)-.*(linux|darwin|freebsd|netbsd|openbsd|windows|none).*" config;
        cpu = elemAt found 0;
      in
      if found == null then
        throw "lib.systems: ${builtins.toJSON config} is no configuration triple that is known here"
      else
        "${if cpu == "arm64" then "aarch64" else cpu}-${elemAt found 1}";

    flakeExposed = [
      "x86_64-linux"
      "aarch64-linux"
      "x86_64-darwin"
      "armv6l-linux"
      "armv7l-linux"
      "i686-linux"
      "aarch64-darwin"
      "powerpc64le-linux"
      "riscv64-linux"
      "x86_64-freebsd"
    ];
    doubles = lib.platforms;
    inspect.patterns = { };
    examples = {
      gnu64.config = "x86_64-unknown-linux-gnu";
      gnu32.config = "i686-unknown-linux-gnu";
      aarch64-multiplatform.config = "aarch64-unknown-linux-gnu";
      riscv64.config = "riscv64-unknown-linux-gnu";
    };
  };
in
removeAttrs self [ "fromConfig" ]
