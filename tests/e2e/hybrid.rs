//! NixOS' modules with Debian's programs, from a tree in the shape of nixpkgs, for a configuration of a flake.

use crate::machine::{Container, Workplace, docker, repository};

const FLAKE: &str = r#"{
  outputs = _: {
    dockerConfigurations.web = { modules = [ ./configuration.nix ]; specialArgs.place = "below"; };
    dockerConfigurations.other = [ ];
  };
}"#;

const CONFIGURATION: &str = r#"
{ lib, pkgs, place, ... }:
{
  # The tree's module does not configure it.
  services.nginx.enable = true;
  systemd.services.nginx = {
    preStart = lib.mkForce "";
    serviceConfig.User = lib.mkForce "root";
    serviceConfig.ExecStart = lib.mkForce "${pkgs.nginx}/bin/nginx -c ${pkgs.writeText "nginx.conf" ''
      daemon off;
      pid /run/nginx.pid;
      error_log stderr;
      events { }
      http {
        access_log off;
        server {
          listen 80;
          location / { return 200 "Debian's ${pkgs.nginx.pname}, ${toString pkgs.ours}"; }
        }
      }
    ''}";
  };
  environment.etc."params".source = "${pkgs.nginx}/etc/nginx/*_params";
  environment.etc."params/own".text = "own";
  users.users.alice = { isNormalUser = true; group = "wheel"; packages = [ pkgs.nginx ]; };
  nixpkgs.overlays = [ (final: prev: { ours = "with ${(prev.nginx.override { }).pname} ${place}"; }) ];
}
"#;

#[test]
fn a_flakes_modules_of_a_nixpkgs_run_with_debians_programs() {
    let tree = repository("tests/fixtures/nixpkgs");
    let workplace = Workplace::new().file("flake.nix", FLAKE).file("configuration.nix", CONFIGURATION);
    let from = ["--nixpkgs", tree.to_str().unwrap(), "--packages", "debian"];
    workplace.run(&[&["-b", "-t", "e2e-hybrid", ".#web"], &from[..]].concat());
    let container = Container::run("e2e-hybrid", &["e2e-hybrid"]);
    let page = container.page(&format!("http://{}/", container.address()));
    assert_eq!(page, "Debian's nginx, with nginx below");
    // What a pattern names is there, beside files of the configuration's own; and what a single user has.
    let inside = |script| docker(&["exec", "e2e-hybrid", "bash", "-c", script]);
    assert_eq!(inside("cat /etc/params/own"), "own");
    assert!(inside("cat /etc/params/scgi_params").contains("REQUEST_METHOD"));
    let program = inside("USER=alice; . /etc/set-environment; type -p nginx");
    assert_eq!(program.trim(), "/etc/profiles/per-user/alice/bin/nginx");
    let (code, _) = container.stop();
    assert_eq!(code, 0, "{}", container.logs());
}
