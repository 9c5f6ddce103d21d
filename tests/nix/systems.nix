# Names of systems, their parts, and what follows from them.
{ lib }:
let
  inherit (lib.systems) elaborate equals parse;
  of = attributes: system: map (name: (elaborate system).${name}) attributes;
in
{
  "a name's parts" = {
    expr =
      map
        (
          name:
          let
            found = parse.mkSystemFromString name;
          in
          [ found.cpu.name found.vendor.name found.kernel.name found.abi.name ]
        )
        [ "x86_64-linux" "armv7l-linux" "armv5tel-linux" "aarch64-unknown-linux-musl" "arm64-apple-darwin" "x86_64-w64-mingw32" "arm-none-eabi" "x86_64-freebsd" "x86_64-windows" "avr" ];
    expected = [
      [ "x86_64" "unknown" "linux" "gnu" ]
      [ "armv7l" "unknown" "linux" "gnueabihf" ]
      [ "armv5tel" "unknown" "linux" "gnueabi" ]
      [ "aarch64" "unknown" "linux" "musl" ]
      [ "aarch64" "apple" "darwin" "unknown" ]
      [ "x86_64" "w64" "windows" "gnu" ]
      [ "arm" "unknown" "none" "eabi" ]
      [ "x86_64" "unknown" "freebsd" "unknown" ]
      [ "x86_64" "pc" "windows" "msvc" ]
      [ "avr" "unknown" "none" "unknown" ]
    ];
  };
  "a name from its parts" = {
    expr = of [ "system" "config" ] "aarch64-darwin" ++ of [ "system" "config" ] "armv6l-linux" ++ of [ "config" ] "i686-netbsd";
    expected = [ "aarch64-darwin" "arm64-apple-darwin" "armv6l-linux" "armv6l-unknown-linux-gnueabihf" "i686-unknown-netbsdelf" ];
  };
  "a processor that nobody knows" = {
    expr = (elaborate "z80-linux").system;
    error = "lib.systems: \"z80\" in \"z80-linux\" is no processor that is known here";
  };
  "a name of one word" = {
    expr = (elaborate "linux").system;
    error = "lib.systems: \"linux\" is not the name of a system, such as \"x86_64-linux\" or \"x86_64-unknown-linux-gnu\"";
  };
  "a name of three words that may be several systems" = {
    expr = (elaborate "x86_64-foo-bar").system;
    error = "lib.systems: \"x86_64-foo-bar\" may mean several systems; write PROCESSOR-VENDOR-KERNEL-ABI";
  };
  "config says more than system" = {
    expr = of [ "system" "libc" ] { system = "x86_64-linux"; config = "aarch64-unknown-linux-musl"; };
    expected = [ "aarch64-linux" "musl" ];
  };
  "what is said of a system stays" = {
    expr = of [ "isStatic" "libc" ] { system = "x86_64-linux"; isStatic = true; };
    expected = [ true "glibc" ];
  };
  "what others call the processor" = {
    expr = of [ "linuxArch" "qemuArch" "efiArch" "darwinArch" "ubootArch" ] "aarch64-linux" ++ [ (elaborate "powerpc64le-linux").uname.processor (elaborate "riscv64-linux").rust.rustcTarget (elaborate "aarch64-linux").go.GOARCH (elaborate "x86_64-darwin").node.platform (elaborate "armv7l-linux").go.GOARM (elaborate "x86_64-unknown-linux-musl").rust.cargoEnvVarTarget ];
    expected = [ "arm64" "aarch64" "aa64" "arm64" "arm64" "ppc64le" "riscv64gc-unknown-linux-gnu" "arm64" "darwin" "7" "X86_64_UNKNOWN_LINUX_MUSL" ];
  };
  "names of files" = {
    expr = map (system: (elaborate system).extensions) [ "x86_64-linux" "x86_64-windows" ];
    expected = [
      { executable = ""; library = ".so"; sharedLibrary = ".so"; staticLibrary = ".a"; }
      { executable = ".exe"; library = ".dll"; sharedLibrary = ".dll"; staticLibrary = ".lib"; }
    ];
  };
  "whose programs run where" = {
    expr =
      let
        runs = here: there: (elaborate here).canExecute (elaborate there);
      in
      [ (runs "x86_64-linux" "i686-linux") (runs "i686-linux" "x86_64-linux") (runs "x86_64-linux" "x86_64-darwin") (runs "armv7l-linux" "armv6l-linux") (runs "x86_64-linux" "x86_64-linux") ];
    expected = [ true false false true true ];
  };
  "equals compares what two systems are" = {
    expr = [ (elaborate "x86_64-linux" == 1) (equals (elaborate "x86_64-linux") (elaborate { config = "x86_64-unknown-linux-gnu"; } // { config = "x86_64-unknown-linux-gnu"; })) (equals (elaborate "x86_64-linux") (elaborate "aarch64-linux")) (equals (elaborate "x86_64-linux") (elaborate "x86_64-linux" // { libc = "musl"; })) ];
    expected = [ false true false false ];
  };
  "predicates hold of parsed systems" = {
    expr = map (predicate: lib.systems.inspect.predicates.${predicate} (parse.mkSystemFromString "aarch64-linux")) [ "isAarch" "isAarch32" "isLinux" "isUnix" "isGnu" "isBigEndian" "isEfi" ];
    expected = [ true false true true true false true ];
  };
  "lists of names by what they are" = {
    expr = [ (lib.sort lib.lessThan lib.platforms.armv7) (lib.elem "s390x-linux" lib.platforms.bigEndian) (lib.elem "x86_64-linux" lib.systems.doubles.littleEndian) lib.systems.doubles.none ];
    expected = [ [ "armv7a-linux" "armv7a-netbsd" "armv7l-linux" "armv7l-netbsd" ] true true [ ] ];
  };
  "each name of a system is read" = {
    expr = builtins.filter (name: (elaborate name).system != name) lib.platforms.all;
    expected = [ ];
  };
  "a package's platforms may be patterns" = {
    expr = map (lib.meta.availableOn (elaborate "x86_64-linux")) [ { meta.platforms = [ lib.systems.inspect.patterns.isLinux ]; } { meta.platforms = [ lib.systems.inspect.patterns.isDarwin ]; } { meta.badPlatforms = [ lib.systems.inspect.patterns.isx86_64 ]; } ];
    expected = [ true false false ];
  };
}
