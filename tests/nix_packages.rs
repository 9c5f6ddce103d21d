//! The standalone package set with the real Nix and the real apt, and apt's answers by fakes on PATH.
//!
//! The cases that are built lie in `nix/standalone/packages/tests`. A test that lacks a tool says so.

#![allow(clippy::unwrap_used)] // a test may panic

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use nix_docker::testing::{Demand, index_in, needs::has_programs};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Runs Nix on an expression over `pkgs`, with an index or none.
fn instantiate(options: &[&str], expression: &str, index: Option<&Path>) -> Output {
    let index = index
        .map_or("{ }".to_owned(), |path| format!("builtins.fromJSON (builtins.readFile {})", path.display()));
    let nix = root().join("nix/standalone");
    let text = format!(
        "let pkgs = import {0}/packages {{ lib = import {0}/lib; index = {index}; }}; in {expression}",
        nix.display()
    );
    Command::new("nix-instantiate").args(options).args(["--expr", &text]).output().expect("it starts")
}

fn text(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// What an expression evaluates to.
struct Evaluated {
    derivation: String,
    demand: Demand,
    /// Whether a package of it stands for one that the index lacks.
    is_missing: bool,
}

fn evaluated(expression: &str, index: Option<&Path>) -> Evaluated {
    let output = instantiate(&[], expression, index);
    let derivation = text(&output);
    let closure = Command::new("nix-store").args(["-qR", &derivation]).output().expect("it starts");
    let closure = text(&closure);
    let mut demand = Demand::of_derivations(closure.lines());
    for line in String::from_utf8_lossy(&output.stderr).lines() {
        demand.see(line);
    }
    Evaluated { derivation, demand, is_missing: closure.contains("-debian-missing-") }
}

/// Evaluates until the index is the one that is demanded, as the program does, and builds.
fn built(expression: &str) -> PathBuf {
    let cache = tempfile::tempdir().unwrap();
    let mut index = index_in(cache.path(), &BTreeSet::new()).unwrap();
    for _ in 0..4 {
        let Evaluated { derivation, demand, is_missing } = evaluated(expression, Some(&index.path));
        let next = index_in(cache.path(), &demand.roots).unwrap();
        if next.path == index.path {
            assert!(!is_missing);
            let store = Command::new("nix-store")
                .args(["-r", &derivation, "-j", "4"])
                .args(["--option", "substitute", "false", "--option", "sandbox", "false"])
                .output();
            return PathBuf::from(text(&store.expect("it starts")));
        }
        index = next;
    }
    panic!("the demand of {expression} does not settle");
}

#[test]
fn every_attribute_is_made_of_packages_that_apt_knows() {
    if !has_programs(&["nix-instantiate", "apt-get"]) {
        return;
    }
    let cache = tempfile::tempdir().unwrap();
    let index = index_in(cache.path(), &BTreeSet::new()).unwrap().index;
    let names: serde_json::Map<String, serde_json::Value> =
        serde_json::from_slice(&fs::read(index.names).unwrap()).unwrap();
    let file = root().join("nix/standalone/packages/tests/attributes.nix");
    let output =
        Command::new("nix-instantiate").args(["--eval", "--strict", "--json"]).arg(file).output().unwrap();
    let attributes: BTreeMap<String, Vec<String>> = serde_json::from_str(&text(&output)).unwrap();
    assert!(attributes.len() > 400, "there are only {} attributes", attributes.len());
    let unknown: Vec<_> = attributes
        .iter()
        .flat_map(|(attribute, debs)| debs.iter().map(move |deb| (attribute, deb)))
        .filter(|(_, deb)| !deb.split('|').any(|name| names.contains_key(name)))
        .collect();
    assert!(unknown.is_empty(), "apt knows nothing of {unknown:?}");
}

#[test]
fn every_attribute_evaluates_without_an_index() {
    if !has_programs(&["nix-instantiate"]) {
        return;
    }
    let all = "builtins.mapAttrs (name: _: pkgs.${name}.drvPath) (import ATTRIBUTES)"
        .replace("ATTRIBUTES", &root().join("nix/standalone/packages/attributes").to_string_lossy());
    let output = instantiate(&["--eval", "--strict", "--json", "--readonly-mode"], &all, None);
    let paths: BTreeMap<String, String> = serde_json::from_str(&text(&output)).unwrap();
    assert!(paths.values().all(|path| path.strip_suffix(".drv").is_some()));
}

#[test]
fn the_platform_is_what_the_library_says_of_the_system() {
    if !has_programs(&["nix-instantiate"]) {
        return;
    }
    let asked = "let p = pkgs.stdenv.hostPlatform; in [ p.isLinux p.isMusl p.libc p.extensions.sharedLibrary \
                 (p.rust.rustcTarget == p.config) (p.canExecute pkgs.stdenv.buildPlatform) p.node.platform ]";
    let output = instantiate(&["--eval", "--strict", "--json"], asked, None);
    assert_eq!(text(&output), r#"[true,false,"glibc",".so",true,true,"linux"]"#);
}

#[test]
fn what_is_not_in_the_index_is_demanded() {
    if !has_programs(&["nix-instantiate", "nix-store"]) {
        return;
    }
    let expression = r#"pkgs.runCommand "x" { inherit (pkgs.jq) version; } "${pkgs.gnused}/bin/sed > $out""#;
    let Evaluated { demand, is_missing, .. } = evaluated(expression, None);
    assert!(is_missing);
    let expected: BTreeSet<String> = ["jq", "sed"].map(String::from).into();
    assert_eq!(demand.roots, expected);
}

/// An index in which apt knows these names, and has chosen these packages with these versions.
fn index(directory: &Path, known: &[&str], chosen: &[(&str, &str)]) -> PathBuf {
    let names = directory.join("names.json");
    let object: BTreeMap<_, _> = known.iter().map(|name| (name, serde_json::Value::Null)).collect();
    fs::write(&names, serde_json::to_vec(&object).unwrap()).unwrap();
    let roots: BTreeMap<_, _> = chosen.iter().map(|(name, _)| (name, name)).collect();
    let packages: BTreeMap<_, _> = chosen
        .iter()
        .map(|(name, version)| {
            let package = serde_json::json!({
                "version": version, "architecture": "amd64", "url": "http://h/p.deb", "size": 1, "depends": [],
                "sha256": "0000000000000000000000000000000000000000000000000000000000000000",
            });
            (name, package)
        })
        .collect();
    let path = directory.join("index.json");
    let index = serde_json::json!({ "names": names, "roots": roots, "packages": packages });
    fs::write(&path, index.to_string()).unwrap();
    path
}

/// What is said of an expression that can't be evaluated.
fn refusal(expression: &str, index: Option<&Path>) -> String {
    let output = instantiate(&["--eval", "--readonly-mode"], expression, index);
    assert!(!output.status.success(), "{expression} is evaluated");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_version_that_debian_lacks_names_those_it_has() {
    if !has_programs(&["nix-instantiate"]) {
        return;
    }
    let directory = tempfile::tempdir().unwrap();
    let known = ["postgresql-15", "postgresql-client-15", "nodejs"];
    let index = index(directory.path(), &known, &[("nodejs", "18.20.4+dfsg-1")]);
    let said = refusal("pkgs.postgresql_16.name", Some(&index));
    assert!(said.contains("pkgs.postgresql_16: this release of Debian does not have it"), "{said}");
    assert!(said.contains("there is pkgs.postgresql_15, pkgs.postgresql;"), "{said}");
    let said = refusal("pkgs.nodejs_22.name", Some(&index));
    assert!(said.contains("pkgs.nodejs_22: this release of Debian has nodejs 18.20.4"), "{said}");
    assert!(said.contains("another release's is taken where apt prefers it"), "{said}");
    let known = [
        "postgresql-15",
        "postgresql-client-15",
        "postgresql-15-postgis-3",
        "postgresql-15-postgis-3-scripts",
    ];
    let roots = "toString pkgs.postgresql.pkgs.postgis.debianRoots";
    let with_postgis = self::index(directory.path(), &known, &[]);
    let output = instantiate(&["--eval", "--readonly-mode"], roots, Some(&with_postgis));
    assert_eq!(text(&output), "\"postgresql-15-postgis-3 postgresql-15-postgis-3-scripts\"");
    let index = self::index(directory.path(), &["nodejs"], &[("nodejs", "18.20.4+dfsg-1")]);
    let output = instantiate(&["--eval", "--readonly-mode"], "pkgs.nodejs_18.version", Some(&index));
    assert_eq!(text(&output), "\"18.20.4\"");
}

#[test]
fn what_is_not_made_of_debians_packages_has_a_word_of_its_own() {
    if !has_programs(&["nix-instantiate"]) {
        return;
    }
    for (expression, word) in [
        ("pkgs.dockerTools.buildImage { }", "nix-docker itself makes the image"),
        ("pkgs.fetchpatch { }", "pkgs.fetchurl"),
        ("pkgs.nodePackages.pnpm", "pkgs.debian.\"node-NAME\""),
        ("pkgs.yq-go", "pkgs.yq"),
        ("pkgs.python3Packages.buildPythonApplication { }", "needs a nixpkgs"),
    ] {
        let said = refusal(expression, None);
        assert!(said.contains(word), "{expression}: {said}");
    }
}

#[test]
fn every_package_of_debians_is_there_by_its_name_when_that_is_asked_for() {
    if !has_programs(&["nix-instantiate"]) {
        return;
    }
    let directory = tempfile::tempdir().unwrap();
    let index = index(directory.path(), &["hello", "jq", "lib"], &[("hello", "2.10-3")]);
    let set = |name: &str| {
        let expression = format!(
            "(import (pkgs.path) {{ lib = pkgs.lib; index = builtins.fromJSON (builtins.readFile {}); \
             everyName = true; }}).{name}",
            index.display()
        );
        instantiate(&["--eval", "--readonly-mode"], &expression, Some(&index))
    };
    let hello = set("hello.version");
    assert_eq!(text(&hello), "\"2.10\"");
    assert!(String::from_utf8_lossy(&hello.stderr).contains("trace: nix-docker: debian name hello\n"));
    // What has a name of nixpkgs' keeps it.
    assert_eq!(text(&set("jq.meta.mainProgram")), "\"jq\"");
    assert_eq!(text(&set("lib.concatStrings [ ]")), "\"\"");
    let said = refusal("pkgs.hello", Some(&index));
    assert!(said.contains("attribute 'hello' missing"), "{said}");
}

#[test]
fn builders_build() {
    if has_programs(&["nix-store", "apt-get", "dpkg-deb", "cc", "make", "patch"]) {
        built(&format!("import {}/nix/standalone/packages/tests/builders.nix pkgs", root().display()));
    }
}

/// The cases of formats.
fn formats() -> String {
    format!("(import {}/nix/standalone/packages/tests/formats.nix pkgs)", root().display())
}

#[test]
fn formats_write_their_languages() {
    if !has_programs(&["nix-instantiate"]) {
        return;
    }
    let asked = format!("{{ inherit {} count differences; }}", formats());
    let said = text(&instantiate(&["--eval", "--strict", "--json", "--readonly-mode"], &asked, None));
    let report: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert!(report["count"].as_u64() > Some(10), "{report}");
    assert_eq!(report["differences"], serde_json::json!({}), "{report:#}");
}

#[test]
fn languages_read_what_formats_write() {
    if has_programs(&["nix-store", "apt-get", "dpkg-deb"]) {
        built(&format!("{}.read", formats()));
    }
}

#[test]
fn packages_have_the_layout_of_nixpkgs() {
    if has_programs(&["nix-store", "apt-get", "dpkg-deb"]) {
        let out =
            built(&format!("import {}/nix/standalone/packages/tests/layout.nix pkgs", root().display()));
        let version = fs::read_to_string(out).unwrap();
        assert!(version.starts_with(|c: char| c.is_ascii_digit()), "{version}");
        assert!(!version.contains('-'), "a Debian revision is in {version}");
    }
}

/// Not a test: what `with_fakes` runs, with other programs on PATH.
#[test]
#[ignore = "run by the tests of this file"]
fn index_of_the_environment() {
    let Some(directory) = std::env::var_os("PACKAGES_TEST").map(PathBuf::from) else { return };
    let roots = std::env::var("PACKAGES_TEST_ROOTS").unwrap();
    let roots = roots.split_whitespace().map(str::to_owned).collect();
    let said = match index_in(&directory.join("cache"), &roots) {
        Ok(indexed) => match indexed.index.elsewhere {
            Some(place) => {
                serde_json::json!({ "packages": indexed.index.packages, "elsewhere": place }).to_string()
            }
            None => serde_json::to_string(&indexed.index.packages).unwrap(),
        },
        Err(error) => error.to_string(),
    };
    fs::write(directory.join("said"), said).unwrap();
}

/// What `index_in` says when these scripts are all that is on PATH.
fn with_fakes(fakes: &[(&str, &str)], roots: &str, lists: &[&str]) -> String {
    let directory = tempfile::tempdir().unwrap();
    let place = |name: &str| directory.path().join(name);
    fs::create_dir_all(place("bin")).unwrap();
    fs::create_dir_all(place("lists")).unwrap();
    for list in lists {
        fs::write(place("lists").join(list), "").unwrap();
    }
    let config = format!(
        "echo 'APT::Architecture \"amd64\";'; echo 'Dir \"/\";'; echo 'Dir::State \"{0}\";'; \
         echo 'Dir::State::lists \"lists/\";'; echo 'Dir::Etc \"{0}/etc\";'",
        directory.path().display()
    );
    let sh = which::which("sh").unwrap();
    let config = ("apt-config", config.as_str());
    for (name, script) in fakes.iter().chain(if fakes.is_empty() { None } else { Some(&config) }) {
        fs::write(place("bin").join(name), format!("#!{}\n{script}\n", sh.display())).unwrap();
        fs::set_permissions(place("bin").join(name), fs::Permissions::from_mode(0o755)).unwrap();
    }
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "index_of_the_environment"])
        .env("PATH", place("bin"))
        .env("PACKAGES_TEST", directory.path())
        .env("PACKAGES_TEST_ROOTS", roots)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    fs::read_to_string(place("said")).unwrap()
}

const CACHE: (&str, &str) = (
    "apt-cache",
    r#"case "$*" in
*pkgnames*) printf 'a\nb\n' ;;
*show*) printf 'Package: a\nDepends: mail, c\nSHA256: aa\n\nPackage: a\nDepends: b\nSHA256: old\n\nPackage: b\nProvides: mail\nSHA256: bb\n' ;;
esac"#,
);

const LISTS: &[&str] = &["h_dists_x_InRelease", "h_dists_x_main_binary-amd64_Packages"];

#[test]
fn what_apt_prints_becomes_an_index() {
    let lines = [
        "'http://h/pool/a_1%3a2%7e3_amd64.deb' a_1%3a2~3_amd64.deb 10 SHA256:aa",
        "'file:/srv/b_1_all.deb' b_1_all.deb 20 SHA256:bb",
        "'http://h/pool/a_1_i386.deb' a_1_i386.deb 20 SHA256:ii",
    ];
    let script = format!(
        "echo 'Reading package lists...'\n{}",
        lines.map(|line| format!("echo \"{line}\"")).join("\n")
    );
    let said = with_fakes(&[CACHE, ("apt-get", &script)], "a", LISTS);
    let packages: serde_json::Value = serde_json::from_str(&said).expect(&said);
    assert_eq!(packages["a"]["version"], "1:2~3");
    assert_eq!(packages["a"]["url"], "http://h/pool/a_1%3a2%7e3_amd64.deb");
    assert_eq!(packages["a"]["depends"], serde_json::json!(["b"]));
    assert_eq!(packages["b"]["url"], "file:///srv/b_1_all.deb");
    assert_eq!(packages.as_object().unwrap().len(), 2);
}

#[test]
fn without_apt_a_nixpkgs_is_recommended() {
    let said = with_fakes(&[], "a", LISTS);
    assert!(said.starts_with("apt-config: command not found;"), "{said}");
    assert!(said.contains("--nixpkgs"), "{said}");
}

#[test]
fn without_lists_an_update_is_asked_for() {
    let said = with_fakes(&[CACHE], "a", &[]);
    assert!(said.ends_with("run `apt-get update` first"), "{said}");
}

#[test]
fn an_unknown_package_is_named_alone() {
    let said = with_fakes(&[CACHE, ("apt-get", "exit 1")], "a zzz", LISTS);
    assert_eq!(said, "apt knows no package zzz");
}

#[test]
fn another_failure_of_apts_shows_what_apt_said() {
    let said = with_fakes(&[CACHE, ("apt-get", "echo 'E: the disk is full' >&2; exit 100")], "a", LISTS);
    assert!(said.contains("E: the disk is full"), "{said}");
}

#[test]
fn what_only_another_release_has_is_taken_from_there() {
    let cache = r#"case "$*" in
*pkgnames*) printf 'a\n' ;;
*madison*) echo ' a | 2 | http://h/debian newer/main amd64 Packages' ;;
*show*) printf 'Package: a\nSHA256: aa\n' ;;
esac"#;
    let get = r#"case "$*" in
*Default-Release=newer*) echo "'http://h/pool/a_2_amd64.deb' a_2_amd64.deb 10 SHA256:aa" ;;
*) echo "The following packages have unmet dependencies:
 a : Depends: libc6 (>= 2)" >&2; exit 100 ;;
esac"#;
    let sh = ("sh", r#"exec /bin/sh "$@""#);
    let said = with_fakes(&[("apt-cache", cache), ("apt-get", get), sh], "a", LISTS);
    let packages: serde_json::Value = serde_json::from_str(&said).expect(&said);
    assert_eq!(packages["packages"]["a"]["version"], "2");
    assert_eq!(packages["elsewhere"], serde_json::json!({ "release": "newer", "names": ["a"] }));
    let get = get.replace("newer", "none");
    let said = with_fakes(&[("apt-cache", cache), ("apt-get", &get), sh], "a", LISTS);
    assert!(said.contains("apt can't provide these packages together"), "{said}");
}

#[test]
fn a_source_that_nix_cannot_fetch_from_is_refused() {
    let line = "'cdrom:[Debian]/a_1_all.deb' a_1_all.deb 1 SHA256:aa";
    let said = with_fakes(&[CACHE, ("apt-get", &format!("echo \"{line}\""))], "a", LISTS);
    assert!(said.starts_with("a comes from cdrom:[Debian]/a_1_all.deb, and Nix can't fetch that"), "{said}");
}
