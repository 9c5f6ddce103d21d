# Systems: their names, parts, and what follows from them. See systems/.
{ lib }:
let
  example = config: { inherit config; };
in
{
  parse = import ./systems/parse.nix { inherit lib; };
  inspect = import ./systems/inspect.nix { inherit lib; };
  elaborate = import ./systems/elaborate.nix { inherit lib; };
  doubles = removeAttrs lib.platforms [ "none" ] // {
    none = [ ];
  };
  platforms = { };

  systemToAttrs = system: if builtins.isAttrs system then system else { inherit system; };
  # Of two elaborated ones. Functions can't be compared, and follow from the rest.
  equals =
    let
      data = lib.attrsets.filterAttrs (_: value: !builtins.isFunction value);
    in
    left: right: data left == data right;

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
  examples = {
    gnu64 = example "x86_64-unknown-linux-gnu";
    gnu32 = example "i686-unknown-linux-gnu";
    musl64 = example "x86_64-unknown-linux-musl";
    musl32 = example "i686-unknown-linux-musl";
    aarch64-multiplatform = example "aarch64-unknown-linux-gnu";
    aarch64-multiplatform-musl = example "aarch64-unknown-linux-musl";
    armv7l-hf-multiplatform = example "armv7l-unknown-linux-gnueabihf";
    raspberryPi = example "armv6l-unknown-linux-gnueabihf";
    riscv64 = example "riscv64-unknown-linux-gnu";
    powernv = example "powerpc64le-unknown-linux-gnu";
    s390x = example "s390x-unknown-linux-gnu";
    loongarch64-linux = example "loongarch64-unknown-linux-gnu";
    mingwW64 = example "x86_64-w64-mingw32";
    aarch64-darwin = example "arm64-apple-darwin";
    wasi32 = example "wasm32-unknown-wasi";
  };
}
