//! What is said of wrong input, with the real Nix and a tree in the shape of nixpkgs: one message each, in the
//! user's terms, without a trace.

#![allow(clippy::unwrap_used)] // a test may panic

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// A directory with a configuration in it; what its files are called in messages is below `$`.
struct Place(TempDir);

impl Place {
    fn new(configuration: &str) -> Self {
        let place = Self(tempfile::tempdir().expect("a directory"));
        place.write("configuration.nix", configuration);
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().canonicalize().expect("a directory").join(name)
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    /// The message with which a check fails; none where there is no Nix.
    fn message(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Option<String> {
        if which::which("nix-instantiate").is_err() {
            eprintln!("SKIPPED: nix-instantiate is not on PATH");
            return None;
        }
        let output = Command::new(env!("CARGO_BIN_EXE_nix-docker"))
            .arg("check")
            .args(arguments)
            .env("XDG_CACHE_HOME", self.path("cache"))
            .envs(variables.iter().copied())
            .current_dir(self.path(""))
            .output()
            .expect("it starts");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(1), b"".as_slice()), "{stderr}");
        let of_message = |line: &&str| {
            !line.starts_with("nix-docker: modules and packages: ")
                && !line.starts_with("nix-docker: evaluating ")
                && !line.contains("left out")
                && !line.starts_with("warning: ")
        };
        let lines: Vec<&str> = stderr.lines().filter(of_message).collect();
        let here = format!("{}/", self.path("").to_string_lossy().trim_end_matches('/'));
        Some(lines.join("\n").replace(&here, "$/").replace(&fixture("nixpkgs"), "NIXPKGS"))
    }
}

fn fixture(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name).to_string_lossy().into_owned()
}

/// What is said of a configuration, without the program's name.
fn said(configuration: &str) -> Option<String> {
    let message = Place::new(configuration).message(&["--nixpkgs", &fixture("nixpkgs")], &[])?;
    Some(message.strip_prefix("nix-docker: ").unwrap_or(&message).to_owned())
}

#[test]
fn options_that_there_are_not_are_told_all_at_once_with_line_and_nearest() {
    let Some(one) = said("{\n  services.ngnix.enable = true;\n}") else { return };
    assert_eq!(
        one,
        "there is no option services.ngnix ($/configuration.nix:2): did you mean services.nginx?"
    );
    let several = said(
        "{\n  services.nginx.enabel = true;\n  sops.secrets.a = { };\n  programs.firewall.enable = true;\n}",
    );
    assert_eq!(
        several.unwrap(),
        "there are no such options:\n  \
         sops ($/configuration.nix:3): it is sops-nix's, whose module is not imported\n  \
         programs.firewall ($/configuration.nix:4): did you mean networking.firewall?\n  \
         services.nginx.enabel ($/configuration.nix:2): did you mean services.nginx.enable?"
    );
    let within = said("{ users.users.me.isNormlUser = true; }").unwrap();
    assert_eq!(
        within,
        "there is no option users.users.me.isNormlUser ($/configuration.nix:1): did you mean users.users.me.isNormalUser?"
    );
    let elsewhere = said("{ networking.nginx.enable = true; }").unwrap();
    assert!(elsewhere.ends_with(": did you mean services.nginx?"), "{elsewhere}");
}

#[test]
fn a_recursion_is_told_by_what_makes_it() {
    let config = "{ config, lib, ... }: { imports = lib.optional config.services.nginx.enable ./x.nix; }";
    let Some(by_config) = said(config) else { return };
    let begins = "infinite recursion: which modules there are, or which options they set, depends on";
    assert!(by_config.starts_with(&format!("{begins} `config' in $/configuration.nix\n")), "{by_config}");
    assert!(by_config.contains("import without a condition"), "{by_config}");
    let by_argument = said("{ inputs, ... }: { imports = [ inputs.x ]; }").unwrap();
    assert!(
        by_argument.starts_with(&format!(
            "{begins} the argument `inputs' in $/configuration.nix, which nobody gives\n  give it with --arg inputs "
        )),
        "{by_argument}"
    );
    let by_option = said("{ config, ... }: { services.nginx.enable = true; services.nginx.user = config.services.nginx.user; }").unwrap();
    assert!(by_option.contains("\n  by way of the option `services.nginx.user'\n"), "{by_option}");
}

#[test]
fn what_is_wrong_within_a_nixpkgs_is_told_by_the_option_that_needs_it() {
    let Some(message) =
        said("{\n  services.nginx.enable = true;\n  services.nginx.user = throw \"no way\";\n}")
    else {
        return;
    };
    assert!(message.starts_with("no way\n  in the option `services.nginx.user'\n"), "{message}");
}

#[test]
fn a_type_error_and_a_missing_file_have_their_line() {
    let Some(message) = said("{\n  services.nginx.enable = \"yes\";\n}") else { return };
    assert!(message.contains("$/configuration.nix:2'"), "{message}");
    let missing = said("{\n  imports = [ ./hardware-configuration.nix ];\n}").unwrap();
    assert_eq!(
        missing,
        "there is no file $/hardware-configuration.nix, which $/configuration.nix:2 names; \
         a container needs none: copy the machine's, or leave the import out"
    );
}

#[test]
fn how_to_allow_a_package_is_said() {
    let configuration = "{ pkgs, ... }: {\n  environment.systemPackages = [ pkgs.unfree ];\n}";
    let Some(message) = said(configuration) else { return };
    assert!(message.contains("has an unfree license"), "{message}");
    assert!(
        message.contains("\n  to allow it, write in the configuration: nixpkgs.config.allowUnfree = true;\n"),
        "{message}"
    );
    assert!(!message.contains("nix-env"), "{message}");
}

#[test]
fn a_nixpkgs_that_is_none_or_too_old_or_can_not_be_had_is_told_as_such() {
    let place = Place::new("{ }");
    let of = |what: &str| place.message(&["--nixpkgs", what], &[]);
    let Some(missing) = of("nowhere") else { return };
    assert_eq!(missing, "nix-docker: --nixpkgs nowhere: No such file or directory");
    place.write("tree/default.nix", "{ }");
    assert_eq!(
        of("tree").unwrap(),
        "nix-docker: --nixpkgs tree is no nixpkgs: it has no nixos/lib/eval-config.nix"
    );
    place.write("tree/nixos/lib/eval-config.nix", "{ }");
    place.write("tree/.version", "19.09\n");
    assert_eq!(
        of("tree").unwrap(),
        "nix-docker: the nixpkgs at $/tree is 19.09, which is too old: name one of 20.09 or newer with --nixpkgs, \
         or take Debian's packages with --packages debian"
    );
    let fetched = of("file:///nowhere/nixpkgs.tar.gz").unwrap();
    // In Nix' own words, which differ.
    let reason = fetched
        .strip_prefix("nix-docker: the nixpkgs at file:///nowhere/nixpkgs.tar.gz can't be had: ")
        .unwrap_or_else(|| panic!("{fetched}"));
    assert!(reason.contains("/nowhere/nixpkgs.tar.gz"), "{fetched}");
    assert_eq!(fetched.lines().count(), 2, "{fetched}");
}
