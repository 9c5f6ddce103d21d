# What the compilers of Rust and Go, and Node, call a system.
{
  lib,
  final,
  choose,
  when,
  rust,
}:
let
  inherit (lib.strings) optionalString;
  cpuName = final.parsed.cpu.name;
  kernelName = final.parsed.kernel.name;
  abiName = final.parsed.abi.name;
in
{
  rust = {
    platform = {
      arch = choose cpuName [
        (when final.isAarch32 "arm")
        (when final.isMips64 "mips64")
        (when final.isPower64 "powerpc64")
      ];
      os = choose kernelName [
        (when final.isDarwin "macos")
        (when (final.isWasm && !final.isWasi) "unknown")
      ];
      target-family =
        lib.lists.optional final.isUnix "unix"
        ++ lib.lists.optional final.isWindows "windows"
        ++ lib.lists.optional final.isWasm "wasm";
      vendor = if final.parsed.vendor.name == "w64" then "pc" else final.parsed.vendor.name;
    };
    rustcTarget =
      let
        processor =
          {
            armv5tel = "armv5te";
            armv6l = "arm";
            armv7a = "armv7";
            armv7l = "armv7";
            riscv32 = "riscv32gc";
            riscv64 = "riscv64gc";
          }
          .${cpuName} or cpuName;
        # Rust has one interface for PowerPC.
        abi = if final.isPower && lib.strings.hasPrefix "gnuabielfv" abiName then "gnu" else abiName;
      in
      if final.isWasi then
        "${processor}-wasip1"
      else
        "${processor}-${final.rust.platform.vendor}-${kernelName}${
          optionalString (abi != "unknown") "-${abi}"
        }";
    rustcTargetSpec = final.rust.rustcTarget;
    cargoShortTarget = lib.strings.removeSuffix ".json" (baseNameOf final.rust.rustcTargetSpec);
    cargoEnvVarTarget = builtins.replaceStrings [ "-" ] [ "_" ] (
      lib.strings.toUpper final.rust.cargoShortTarget
    );
    isNoStdTarget = builtins.any (word: lib.strings.hasInfix word final.rust.rustcTarget) [
      "-none"
      "nvptx"
      "switch"
      "-uefi"
    ];
  }
  // rust;

  go = {
    GOARCH =
      {
        aarch64 = "arm64";
        arm = "arm";
        armv5tel = "arm";
        armv6l = "arm";
        armv7l = "arm";
        i686 = "386";
        loongarch64 = "loong64";
        mips = "mips";
        mips64el = "mips64le";
        mipsel = "mipsle";
        powerpc64 = "ppc64";
        powerpc64le = "ppc64le";
        riscv64 = "riscv64";
        s390x = "s390x";
        wasm32 = "wasm";
        x86_64 = "amd64";
      }
      .${cpuName} or null;
    GOOS = if final.isWasi then "wasip1" else kernelName;
    GOARM = optionalString (builtins.elem (final.parsed.cpu.version or "") [
      "5"
      "6"
      "7"
    ]) final.parsed.cpu.version;
  };

  node = {
    arch = choose null [
      (when final.isAarch "arm${optionalString final.is64bit "64"}")
      (when final.isMips32 "mips${optionalString final.isLittleEndian "el"}")
      (when (final.isMips64 && final.isLittleEndian) "mips64el")
      (when final.isPower "ppc${optionalString final.is64bit "64"}")
      (when final.isx86_64 "x64")
      (when final.isx86_32 "ia32")
      (when final.isS390x "s390x")
      (when final.isRiscV64 "riscv64")
      (when final.isLoongArch64 "loong64")
    ];
    platform = choose null [
      (when final.isAndroid "android")
      (when final.isDarwin "darwin")
      (when final.isFreeBSD "freebsd")
      (when final.isLinux "linux")
      (when final.isOpenBSD "openbsd")
      (when final.isSunOS "sunos")
      (when (final.isWindows || final.isCygwin) "win32")
    ];
  };
}
