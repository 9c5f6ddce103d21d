# Names that nixpkgs has, and that get a word of their own here, as what they are is not of Debian's packages.
let
  needs = name: what: throw "pkgs.${name}: ${what}";
  inDebian =
    name: instead: needs name "Debian does not have it; ${instead}, or take a nixpkgs (--nixpkgs)";
in
builtins.mapAttrs needs {
  dockerTools = "nix-docker itself makes the image: what belongs into it goes into environment.systemPackages and systemd.services, the image's name is -t; dockerTools needs a nixpkgs (--nixpkgs)";
  fetchpatch = "its hash is that of a patch that patchutils has rewritten; give pkgs.fetchurl the address and the hash of the patch as it is, or put the patch beside the configuration";
  fetchpatch2 = "its hash is that of a patch that patchutils has rewritten; give pkgs.fetchurl the address and the hash of the patch as it is, or put the patch beside the configuration";
  nodePackages = "packages of npm are not Debian's under these names; what Debian has of them is pkgs.debian.\"node-NAME\" (programs: pkgs.npm, pkgs.yarn, pkgs.debian.\"node-typescript\"), all else needs a nixpkgs (--nixpkgs)";
  poetry2nix = "it needs a nixpkgs (--nixpkgs)";
}
// builtins.mapAttrs inDebian {
  darkhttpd = "pkgs.debian.\"webfs\" and `busybox httpd` (pkgs.busybox) serve a directory";
  sops = "pkgs.age and pkgs.gnupg encrypt files";
  step-cli = "pkgs.openssl and pkgs.lego make and fetch certificates (Debian's package `step` is another program)";
  tailscale = "its own archive among apt's sources would have it as pkgs.debian.\"tailscale\"";
  yq-go = "pkgs.yq has jq's language for YAML, and pkgs.jq reads JSON";
}
