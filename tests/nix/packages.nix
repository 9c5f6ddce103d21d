# Packages and their data, command lines, files, sources and file sets.
{ lib }:
let
  # The store path of ./tree with these entries only.
  only =
    names:
    toString (
      builtins.path {
        path = ./tree;
        name = "source";
        filter = path: _: builtins.elem (lib.removePrefix "${toString ./tree}/" path) names;
      }
    );
in
{
  "path.append" = {
    expr = toString (lib.path.append /foo "bar/./baz");
    expected = "/foo/bar/baz";
  };
  "path.append refuses to climb" = {
    expr = lib.path.append /foo "../bar";
    error = "lib.path.append: \"../bar\" is not a valid subpath: it has a part `..', which may lead out of it";
  };
  "path.hasPrefix" = {
    expr = [ (lib.path.hasPrefix /foo /foo/bar) (lib.path.hasPrefix /foo /foobar) (lib.path.hasPrefix /. /foo) (lib.path.hasPrefix /foo /foo) ];
    expected = [ true false true true ];
  };
  "path.removePrefix" = {
    expr = [ (lib.path.removePrefix /foo /foo/bar/baz) (lib.path.removePrefix /foo /foo) ];
    expected = [ "./bar/baz" "./." ];
  };
  "path.removePrefix refuses what is not above" = {
    expr = lib.path.removePrefix /foo /bar;
    error = "lib.path.removePrefix: /foo is not above /bar";
  };
  "path.subpath" = {
    expr = [ (lib.path.subpath.isValid "a/b") (lib.path.subpath.isValid "/a") (lib.path.subpath.isValid "a/../b") (lib.path.subpath.isValid "") (lib.path.subpath.normalise "a//./b/") (lib.path.subpath.join [ "foo" "./bar" "." ]) (lib.path.subpath.components "a/b//c") (lib.path.subpath.normalise ".") ];
    expected = [ true false false false "./a/b" "./foo/bar" [ "a" "b" "c" ] "./." ];
  };
  "ipv6" = {
    expr = (lib.network.ipv6.fromString "2001:DB8::ffff/32").address;
    expected = "2001:db8:0:0:0:0:0:ffff";
  };
  "ipv6 refuses nonsense" = {
    expr = lib.network.ipv6.fromString ":::1";
    error = ":::1 is not a valid IPv6 address";
  };
  "licenses have the fields that meta needs" = {
    expr = let l = lib.licenses.mit; in [ l.spdxId l.free l.shortName lib.licenses.asl20.spdxId lib.licenses.unfree.free lib.licenses.gpl3Plus.spdxId ];
    expected = [ "MIT" true "mit" "Apache-2.0" false "GPL-3.0-or-later" ];
  };
  "getLicenseFromSpdxId" = {
    expr = (lib.getLicenseFromSpdxId "mIt").shortName;
    expected = "mit";
  };
  "platforms hold system names" = {
    expr = [ (lib.elem "x86_64-linux" lib.platforms.linux) (lib.elem "x86_64-linux" lib.platforms.unix) (lib.elem "x86_64-darwin" lib.platforms.linux) (lib.elem "aarch64-linux" lib.platforms.aarch64) ];
    expected = [ true true false true ];
  };
  "systems.elaborate of a system's name" = {
    expr = let s = lib.systems.elaborate "x86_64-linux"; in [ s.system s.config s.isLinux s.isx86_64 s.isDarwin s.is64bit s.parsed.cpu.name s.parsed.kernel.name s.linuxArch s.isAarch64 s.isUnix s.extensions.sharedLibrary s.libc ];
    expected = [
      "x86_64-linux"
      "x86_64-unknown-linux-gnu"
      true
      true
      false
      true
      "x86_64"
      "linux"
      "x86_64"
      false
      true
      ".so"
      "glibc"
    ];
  };
  "systems.elaborate of a triple" = {
    expr = (lib.systems.elaborate { config = "aarch64-unknown-linux-gnu"; }).system;
    expected = "aarch64-linux";
  };
  "getExe and getExe'" = {
    expr = [ (lib.getExe { type = "derivation"; outPath = "/p"; name = "foo-1"; meta.mainProgram = "bar"; }) (lib.getExe' { type = "derivation"; outPath = "/p"; bin = "/b"; name = "x"; } "baz") ];
    expected = [ "/p/bin/bar" "/b/bin/baz" ];
  };
  "getExe' refuses a path" = {
    expr = lib.getExe' { outPath = "/p"; } "a/b";
    error = "getExe': the first argument must be a package, but it is set";
  };
  "setPrio and addMetaAttrs" = {
    expr = [ (lib.setPrio 3 { name = "a"; }) (lib.lowPrio { }) (lib.hiPrio { }) (lib.addMetaAttrs { a = 1; } { meta.b = 2; }) ];
    expected = [
      { meta = { priority = 3; }; name = "a"; }
      { meta = { priority = 10; }; }
      { meta = { priority = (-10); }; }
      { meta = { a = 1; b = 2; }; }
    ];
  };
  "appendToName" = {
    expr = (lib.appendToName "x" { name = "hello-1.2"; }).name;
    expected = "hello-x-1.2";
  };
  "meta.availableOn" = {
    expr = let s = lib.systems.elaborate "x86_64-linux"; in map (lib.meta.availableOn s) [ { } { meta.platforms = [ "x86_64-linux" ]; } { meta.platforms = [ "aarch64-linux" ]; } { meta.badPlatforms = [ "x86_64-linux" ]; } ];
    expected = [ true true false false ];
  };
  "makeOverridable" = {
    expr = let f = lib.makeOverridable ({ a, b ? 2 }: { sum = a + b; }); r = f { a = 1; }; in [ r.sum (r.override { b = 10; }).sum (r.override (old: { a = old.a + 5; })).sum ((r.override { b = 10; }).override { a = 2; }).sum ];
    expected = [ 3 11 8 12 ];
  };
  "callPackageWith takes what is asked for" = {
    expr = let r = lib.callPackageWith { a = 1; b = 2; } ({ a, c ? 5 }: { inherit a c; }) { }; in [ r.a r.c (r.override { c = 7; }).c ];
    expected = [ 1 5 7 ];
  };
  "callPackageWith names what is missing" = {
    expr = lib.callPackageWith { openssl = 1; } ({ opensll }: { x = opensll; }) { };
    error = "Function called without required argument `opensll'";
  };
  "callPackagesWith makes each package overridable" = {
    expr = let r = lib.callPackagesWith { a = 1; } ({ a }: { p = { v = a; }; q = { v = a + 1; }; }) { }; in [ r.p.v r.q.v (r.q.override { a = 5; }).v ];
    expected = [ 1 2 6 ];
  };
  "makeScope" = {
    expr = let s = lib.makeScope (extra: lib.callPackageWith ({ base = 1; } // extra)) (self: { a = self.callPackage ({ base }: { v = base; }) { }; b = self.callPackage ({ a }: { v = a.v + 1; }) { }; }); in [ s.b.v (s.overrideScope (f: p: { a = { v = 10; }; })).b.v ];
    expected = [ 2 11 ];
  };
  "optionalDrvAttr" = {
    expr = [ (lib.optionalDrvAttr true 1) (lib.optionalDrvAttr false 1) ];
    expected = [ 1 null ];
  };
  "cli.toGNUCommandLine" = {
    expr = lib.cli.toGNUCommandLine { } { data = "x"; X = "PUT"; retry = 3; url = [ "a" "b" ]; silent = false; verbose = true; n = null; };
    expected = [ "-X" "PUT" "--data" "x" "--retry" "3" "--url" "a" "--url" "b" "--verbose" ];
  };
  "cli.toGNUCommandLine with a separator" = {
    expr = lib.cli.toGNUCommandLine { optionValueSeparator = "="; } { data = "x"; l = [ "a" ]; };
    expected = [ "--data=x" "-l=a" ];
  };
  "cli.toGNUCommandLineShell quotes" = {
    expr = lib.cli.toGNUCommandLineShell { } { data = "a b"; v = true; };
    expected = "--data 'a b' -v";
  };
  "cli.toCommandLineGNU" = {
    expr = lib.cli.toCommandLineGNU { } { verbose = true; o = "x"; file = [ "a" "b" ]; none = null; off = false; };
    expected = [ "--file=a" "--file=b" "-ox" "--verbose" ];
  };
  "sources.cleanSourceFilter" = {
    expr = [ (lib.cleanSourceFilter "/x/.git" "directory") (lib.cleanSourceFilter "/x/a.nix~" "regular") (lib.cleanSourceFilter "/x/result" "symlink") (lib.cleanSourceFilter "/x/a.o" "regular") (lib.cleanSourceFilter "/x/a.nix" "regular") (lib.cleanSourceFilter "/x/.a.swp" "regular") ];
    expected = [ false false false false true false ];
  };
  "sources.urlToName and shortRev" = {
    expr = [ (lib.sources.urlToName "https://example.org/foo/bar.git") (lib.sources.shortRev "1234567890abcdef") ];
    expected = [ "bar" "1234567" ];
  };
  "filesystem.pathType" = {
    expr = [ (lib.pathType ./data.json) (lib.pathIsDirectory ./.) (lib.pathIsRegularFile ./data.json) (lib.pathIsDirectory ./nothing) ];
    expected = [ "regular" true true false ];
  };
  "filesystem.listFilesRecursive" = {
    expr = map baseNameOf (lib.filesystem.listFilesRecursive ./tree);
    expected = [ "a.txt" "b.nix" "c.txt" "d.nix" ];
  };
  "sourceByRegex keeps what matches" = {
    expr = toString (lib.sourceByRegex ./tree [ "a.*" "sub" "sub/.*.nix" ]) == only [ "a.txt" "sub" "sub/d.nix" ];
    expected = true;
  };
  "sourceFilesBySuffices keeps what ends so" = {
    expr = toString (lib.sourceFilesBySuffices ./tree [ ".txt" ]) == only [ "a.txt" "sub" "sub/c.txt" ];
    expected = true;
  };
  "cleanSourceWith joins filters" = {
    expr = toString (lib.cleanSourceWith { src = lib.sourceFilesBySuffices ./tree [ ".txt" ]; filter = path: type: baseNameOf path != "a.txt"; }) == only [ "sub" "sub/c.txt" ];
    expected = true;
  };
  "cleanSource leaves clean trees alone" = {
    expr = toString (lib.cleanSource ./tree) == only [ "a.txt" "b.nix" "sub" "sub/c.txt" "sub/d.nix" ];
    expected = true;
  };
  "fileset.toSource of a union" = {
    expr = let fs = lib.fileset; in toString (fs.toSource { root = ./tree; fileset = fs.unions [ ./tree/a.txt ./tree/sub ]; }) == only [ "a.txt" "sub" "sub/c.txt" "sub/d.nix" ];
    expected = true;
  };
  "fileset.toSource leaves empty folders out" = {
    expr = let fs = lib.fileset; in toString (fs.toSource { root = ./tree; fileset = fs.difference ./tree ./tree/sub; }) == only [ "a.txt" "b.nix" ];
    expected = true;
  };
  "fileset.toList of a difference" = {
    expr = let fs = lib.fileset; in map baseNameOf (fs.toList (fs.difference ./tree ./tree/sub/c.txt));
    expected = [ "a.txt" "b.nix" "d.nix" ];
  };
  "fileset.fileFilter" = {
    expr = let fs = lib.fileset; in map baseNameOf (fs.toList (fs.fileFilter (f: f.hasExt "nix") ./tree));
    expected = [ "b.nix" "d.nix" ];
  };
  "fileset.intersection" = {
    expr = let fs = lib.fileset; in map baseNameOf (fs.toList (fs.intersection ./tree/sub (fs.fileFilter (f: f.hasExt "txt") ./tree)));
    expected = [ "c.txt" ];
  };
  "fileset.maybeMissing" = {
    expr = let fs = lib.fileset; in fs.toList (fs.maybeMissing ./tree/nothing);
    expected = [ ];
  };
  "fileset names a missing file" = {
    expr = lib.fileset.toList (lib.fileset.union ./tree/nothing ./tree);
    error = "lib.fileset.unions: /tree/nothing does not exist. If it may be missing, use lib.fileset.maybeMissing.";
  };
  "fileset.toSource refuses files outside the root" = {
    expr = lib.fileset.toSource { root = ./tree/sub; fileset = ./tree/a.txt; };
    error = "lib.fileset.toSource: /tree/a.txt is in the file set, but not below `root' /tree/sub.";
  };
  "fileset refuses strings" = {
    expr = lib.fileset.toList (lib.fileset.union "/x" ./tree);
    error = "lib.fileset.unions: \"/x\" is a string. Write it as a path, without quotes.";
  };
}
