//! Remedies for Nix's errors that come from using Debian's packages.
//!
//! Nix knows nothing of apt: it says that an attribute is missing, or that a download failed. The remedy, one
//! sentence, is made from its message and the excerpt of source below it.

use std::collections::BTreeSet;

use super::host::similar;

/// The remedy for an error of Nix's; `known` are the packages that apt knows.
pub(super) fn hint(stderr: &str, known: &BTreeSet<String>) -> Option<String> {
    missing(stderr, known).or_else(|| failed_fetch(stderr))
}

/// Whether the names that the package set lacks are all names of Debian packages.
pub(super) fn is_of_debian(stderr: &str, known: &BTreeSet<String>) -> bool {
    let names = lacking(stderr);
    !names.is_empty() && names.into_iter().all(|name| known.contains(name))
}

/// The names that the package set lacks: `pkgs.foo`, `foo` below `with pkgs;`, or arguments of a function that
/// was called with the package set.
fn lacking(stderr: &str) -> Vec<&str> {
    if let Some(names) = between(stderr, "wants ", ", which the package set does not have") {
        return names.split(", ").collect();
    }
    let name = if let Some(name) = between(stderr, "attribute '", "' missing") {
        let of_packages = [format!("pkgs.{name}"), format!("pkgs.\"{name}\""), "inherit (pkgs)".to_owned()];
        of_packages.iter().any(|text| stderr.contains(text)).then_some(name)
    } else {
        // What a module is given is not a package.
        between(stderr, "undefined variable '", "'")
            .filter(|name| !["config", "lib", "modulesPath", "options", "pkgs"].contains(name))
    };
    name.into_iter().collect()
}

/// What to do about packages that the set does not have.
fn missing(stderr: &str, known: &BTreeSet<String>) -> Option<String> {
    if let Some(name) = between(stderr, "attribute '", "' missing")
        && [format!("debian.{name}"), format!("debian.\"{name}\"")].iter().any(|text| stderr.contains(text))
    {
        return Some(unknown(name, known));
    }
    let name = lacking(stderr).into_iter().find(|name| !known.contains(*name))?;
    let elsewhere = "packages that Debian lacks come from a nixpkgs that has them (--nixpkgs PATH)";
    let near: Vec<String> =
        similar(name, known).iter().map(|near| format!("pkgs.debian.\"{near}\"")).collect();
    Some(match near.as_slice() {
        [] => format!("any package of Debian's is pkgs.debian.\"NAME\"; {elsewhere}"),
        near => format!("near packages of Debian's: {}; {elsewhere}", near.join(", ")),
    })
}

fn unknown(name: &str, known: &BTreeSet<String>) -> String {
    match similar(name, known).as_slice() {
        [] => format!("apt knows no package {name}"),
        near => format!("apt knows no package {name}; near names: {}", near.join(", ")),
    }
}

/// A .deb that could not be fetched, or that is not the one in apt's lists.
fn failed_fetch(stderr: &str) -> Option<String> {
    if let Some(url) = between(stderr, "unable to download '", "'").filter(|url| is_deb(url)) {
        let gone = stderr.contains("HTTP error 404");
        return Some(if gone {
            "the mirror no longer has this package: run `apt-get update` and try again".to_owned()
        } else {
            let host = url.split('/').nth(2).filter(|host| !host.is_empty()).unwrap_or("the package source");
            format!("the package comes from {host}, where apt is configured to take it from: is it in reach?")
        });
    }
    let drv = between(stderr, "hash mismatch in fixed-output derivation '", "'")?;
    is_deb(drv.strip_suffix(".drv").unwrap_or(drv)).then(|| {
        "the package is not what apt's signed lists say: run `apt-get update` and try again; \
         if it stays so, do not trust the mirror"
            .to_owned()
    })
}

fn is_deb(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, extension)| extension == "deb")
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    Some(text.split_once(before)?.1.split_once(after)?.0)
}

#[cfg(test)]
mod tests {
    fn hint(stderr: &str) -> Option<String> {
        super::hint(stderr, &["ripgrep", "hello", "libfoo"].map(String::from).into())
    }

    #[test]
    fn packages_that_debian_has_under_their_names_are_seen() {
        let is = |stderr: &str| super::is_of_debian(stderr, &["ripgrep", "hello"].map(String::from).into());
        assert!(is("error: attribute 'hello' missing\n at /c.nix:1:3:\n 1| [ pkgs.hello ]\n"));
        assert!(is("error: attribute 'hello' missing\n 1| inherit (pkgs) hello;\n"));
        assert!(is("error: undefined variable 'hello'\n"));
        assert!(is("error: the function wants hello, ripgrep, which the package set does not have"));
        assert!(!is("error: the function wants hello, grep, which the package set does not have"));
        assert!(!is("error: attribute 'hello' missing\n 1| config.hello\n"));
        assert!(!is("error: undefined variable 'helo'\n"));
    }

    #[test]
    fn a_near_package_is_shown() {
        let stderr = "error: attribute 'ripgrp' missing\n 1| [ pkgs.ripgrp ]\n";
        assert!(hint(stderr).unwrap().starts_with("near packages of Debian's: pkgs.debian.\"ripgrep\";"));
    }

    #[test]
    fn an_unknown_package_of_debians_is_said_to_be_one() {
        let stderr = "error: attribute 'helo' missing\n 1| [ pkgs.debian.\"helo\" ]\n";
        assert_eq!(hint(stderr).unwrap(), "apt knows no package helo; near names: hello");
    }

    #[test]
    fn other_missing_attributes_are_not_spoken_of() {
        assert_eq!(hint("error: attribute 'x' missing\n 1| config.x\n"), None);
        assert_eq!(hint("error: something else"), None);
    }

    #[test]
    fn a_deb_that_is_gone_asks_for_an_update() {
        let stderr = "error: unable to download 'http://h/a_1.deb': HTTP error 404 ('')\n";
        assert!(hint(stderr).unwrap().contains("apt-get update"));
    }

    #[test]
    fn a_deb_out_of_reach_names_the_host() {
        let stderr = "error: unable to download 'http://h.example/a_1.deb': Could not resolve host\n";
        assert!(hint(stderr).unwrap().contains("h.example"));
        assert_eq!(hint("error: unable to download 'http://h/a.tar.gz': no"), None);
    }

    #[test]
    fn a_deb_with_another_hash_is_not_trusted() {
        let stderr =
            "error: hash mismatch in fixed-output derivation '/nix/store/x-a.deb.drv':\n specified: a\n";
        assert!(hint(stderr).unwrap().contains("do not trust"));
    }
}
