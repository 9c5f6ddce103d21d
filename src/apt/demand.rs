//! Which roots an evaluation demands.
//!
//! A *root* is a package that a configuration names through `pkgs.debian."NAME"` or through an attribute made
//! from such packages. Its derivation is called `debian-root-NAME` when the index knows it and
//! `debian-missing-NAME` when not. So the names of the derivations in the specification's closure tell which
//! roots it depends on. A root of which only the *version* was used leaves no derivation behind: Nix code
//! reports those with a trace line.
//!
//! A root may name fallbacks for other releases, `eza|exa`: apt takes the first that it knows. In
//! the name of a derivation the bar is an underscore, which no Debian package's name has.

use std::collections::{BTreeMap, BTreeSet};

const ROOT: &str = "debian-root-";
const MISSING: &str = "debian-missing-";
const TRACE: &str = "trace: nix-docker: debian root ";
const BY_NAME: &str = "trace: nix-docker: debian name ";
const NIXPKGS: &str = "trace: nix-docker: package of nixpkgs ";

/// The roots that an evaluation asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Demand {
    /// All of them, whether the index had them or not.
    pub roots: BTreeSet<String>,
    /// Those that were named like packages of nixpkgs, by a name that only Debian's package set has.
    pub by_name: BTreeSet<String>,
    /// The packages that stayed nixpkgs' own: derivations that were looked at, and their names.
    pub of_nixpkgs: BTreeMap<String, String>,
}

impl Demand {
    /// Reads the demand off the derivations (`nix-store -qR spec.drv`) of an evaluation's result.
    pub fn of_derivations<S: AsRef<str>>(paths: impl IntoIterator<Item = S>) -> Self {
        let mut demand = Self::default();
        for path in paths {
            let Some(name) = derivation_name(path.as_ref()) else { continue };
            let root = name.strip_prefix(ROOT).or_else(|| name.strip_prefix(MISSING));
            demand.roots.extend(root.map(|root| root.replace('_', "|")));
        }
        demand
    }

    /// Reads a line that the evaluation printed on standard error.
    ///
    /// Returns whether the line is a report for this program; such a line is not shown to the user.
    pub fn see(&mut self, line: &str) -> bool {
        let line = line.trim_end();
        if let Some((derivation, name)) = line.strip_prefix(NIXPKGS).and_then(|said| said.split_once(' ')) {
            self.of_nixpkgs.insert(derivation.to_owned(), name.to_owned());
            return true;
        }
        if let Some(name) = line.strip_prefix(BY_NAME) {
            self.by_name.insert(name.to_owned());
            return true;
        }
        let root = line.strip_prefix(TRACE);
        self.roots.extend(root.map(str::to_owned));
        root.is_some()
    }
}

/// The name of the derivation at a path of the store.
fn derivation_name(path: &str) -> Option<&str> {
    let (_hash, name) = path.rsplit('/').next()?.split_once('-')?;
    name.strip_suffix(".drv")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn demanded_roots_are_read_off_derivation_names() {
        let demand = Demand::of_derivations([
            "/nix/store/00000000000000000000000000000000-debian-root-apache2-bin.drv",
            "/nix/store/11111111111111111111111111111111-debian-root-g++.drv",
            "/nix/store/22222222222222222222222222222222-debian-root-eza_exa.drv",
            "/nix/store/33333333333333333333333333333333-my-debian-root-x.drv",
            "/nix/store/44444444444444444444444444444444-debian-root-notes.txt",
        ]);
        let roots = ["apache2-bin", "eza|exa", "g++"].map(String::from);
        assert_eq!(demand, Demand { roots: roots.into(), ..Demand::default() });
    }

    #[test]
    fn the_stub_of_a_package_that_the_index_lacks_demands_it() {
        let demand = Demand::of_derivations(["/nix/store/0-debian-missing-jq.drv"]);
        assert_eq!(demand, Demand { roots: ["jq".to_owned()].into(), ..Demand::default() });
    }

    #[test]
    fn a_version_that_was_asked_for_is_a_demand() {
        let mut demand = Demand::default();
        assert!(demand.see("trace: nix-docker: debian root php-cli"));
        assert!(!demand.see("trace: something else"));
        assert_eq!(demand.roots, ["php-cli".to_owned()].into());
    }

    #[test]
    fn a_name_of_debians_alone_is_remembered() {
        let mut demand = Demand::default();
        assert!(demand.see("trace: nix-docker: debian name hello"));
        assert_eq!(demand.by_name, ["hello".to_owned()].into());
        assert!(demand.roots.is_empty());
    }

    #[test]
    fn packages_that_stay_nixpkgs_own_are_remembered_with_their_derivations() {
        let mut demand = Demand::default();
        assert!(demand.see("trace: nix-docker: package of nixpkgs /nix/store/0-cgit-1.2.drv cgit"));
        assert_eq!(demand.of_nixpkgs["/nix/store/0-cgit-1.2.drv"], "cgit");
        assert!(demand.roots.is_empty());
    }
}
