# For those who have a nixpkgs: `nix-env -f . -i nix-docker`, or `nix-build`.
{
  pkgs ? import <nixpkgs> { },
  # Which commit this is, for `nix-docker --version`.
  commit ? "",
}:
let
  inherit (pkgs) lib;
  manifest = builtins.fromTOML (builtins.readFile ./Cargo.toml);
in
{
  nix-docker = pkgs.rustPlatform.buildRustPackage {
    pname = manifest.package.name;
    inherit (manifest.package) version;
    # What the build reads, and no more: a change of a test or of this file rebuilds nothing.
    src = lib.cleanSourceWith {
      src = ./.;
      filter =
        path: _type:
        let
          relative = lib.removePrefix (toString ./. + "/") (toString path);
        in
        builtins.any (kept: relative == kept || lib.hasPrefix "${kept}/" relative) [
          ".cargo"
          "Cargo.lock"
          "Cargo.toml"
          "nix"
          "share"
          "src"
        ];
    };
    cargoLock.lockFile = ./Cargo.lock;
    # cargo keeps things in its home. Without a sandbox what it leaves there, which must not exist, stops all other builds.
    preUnpack = "export HOME=$TMPDIR";
    postPatch = "patchShebangs .cargo/rustc.sh";
    # The binary is PID 1 in containers that have no C library. nixpkgs' own cargo settings say otherwise, and come
    # before those in .cargo/config.toml; this comes before both.
    RUSTFLAGS = "-C target-feature=+crt-static";
    buildInputs = [ pkgs.glibc.static ];
    # The tests need Docker, apt and the files left out above: scripts/test.sh runs them.
    doCheck = false;
    NIX_DOCKER_COMMIT = commit;
    postInstall = "cp -r share $out/";
    meta = {
      inherit (manifest.package) description;
      license = lib.licenses.mit;
      mainProgram = "nix-docker";
      platforms = lib.platforms.linux;
    };
  };
}
