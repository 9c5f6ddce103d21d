//! From a configuration to a derivation, wherever its packages come from.
//!
//! With a nixpkgs that is one call of Nix. Where packages are Debian's, Nix has to know which `.deb`s apt chooses
//! before it can evaluate, and apt has to know which packages the configuration names before it can choose. So an
//! evaluation runs with the index of the packages that this configuration named last time (at first, of none); a
//! package that the index lacks stands in the result as a placeholder. When the set of packages that the result
//! names is not the set that the index is made for, apt is asked for an index of exactly that set, and the
//! evaluation runs again. Where it fails for a name that only Debian has, it runs again with all names of Debian's.
//! The index is thus a function of the configuration and apt's lists alone, and a second run asks apt nothing.

mod memory;
mod preparation;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{Result, anyhow, bail};
use serde::de::DeserializeOwned;

use crate::apt::{self, Demand};
use crate::configuration::Configuration;
use crate::nix::activity::{Sizes, is_waiting};
use crate::nix::arguments::Arguments;
use crate::nix::{self, Nix, PackageSource, message};
use crate::{nixpkgs_cache, report};
use memory::{Memory, Recalled};
pub(crate) use preparation::arguments;

/// How often packages may name further packages before it counts as endless.
const MAX_ROUNDS: usize = 8;

/// What a configuration evaluates to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Evaluated {
    /// The derivation's path.
    pub derivation: String,
    /// The sizes of the `.deb`s that it may need, by package.
    pub sizes: Sizes,
    /// The Debian packages that it names.
    pub roots: BTreeSet<String>,
}

/// One evaluation with these arguments, in this round. It shows each line that Nix prints to a function, and
/// returns a derivation and what else was asked for.
type Evaluation<'a, T> =
    &'a dyn Fn(&Arguments, usize, &mut dyn FnMut(&str)) -> Result<(String, T), nix::Error>;

/// Evaluates configurations.
#[derive(Debug)]
pub(crate) struct Evaluator<'a> {
    /// The Nix that evaluates.
    pub nix: &'a Nix,
    /// The program's cache directory.
    pub cache: &'a Path,
    /// A directory of this run's own, for the roots that protect its derivations.
    pub scratch: &'a Path,
}

impl Evaluator<'_> {
    /// The derivation of `attribute` of the entry point for a configuration.
    ///
    /// # Errors
    /// When the configuration is wrong, or a Debian package that it names can't be had.
    pub(crate) fn derivation(
        &self,
        attribute: &str,
        arguments: Arguments,
        source: &PackageSource,
        configuration: &Configuration,
    ) -> Result<Evaluated> {
        let evaluate = |arguments: &Arguments, round: usize, watch: &mut dyn FnMut(&str)| {
            let root: PathBuf = self.scratch.join(format!("derivation-{round}"));
            Ok((self.nix.instantiate(attribute, arguments, &root, watch)?, ()))
        };
        Ok(self.rounds(arguments, source, configuration, &evaluate)?.0)
    }

    /// The value of `attribute`, which names the derivation of the image among others, and the derivation.
    ///
    /// # Errors
    /// As [`Evaluator::derivation`].
    pub(crate) fn value<T: DeserializeOwned>(
        &self,
        attribute: &str,
        arguments: Arguments,
        source: &PackageSource,
        configuration: &Configuration,
        derivation: impl Fn(&T) -> String,
    ) -> Result<(Evaluated, T)> {
        let evaluate = |arguments: &Arguments, _: usize, watch: &mut dyn FnMut(&str)| {
            let json = self.nix.value_with_derivations(attribute, arguments, watch)?;
            let value: T = serde_json::from_slice(&json).map_err(nix::Error::Value)?;
            Ok((derivation(&value), value))
        };
        self.rounds(arguments, source, configuration, &evaluate)
    }

    /// Evaluates until the index fits: see the head of this file.
    fn rounds<T>(
        &self,
        mut arguments: Arguments,
        source: &PackageSource,
        configuration: &Configuration,
        evaluate: Evaluation<'_, T>,
    ) -> Result<(Evaluated, T)> {
        arguments.set_known(nixpkgs_cache::known(self.cache, self.nix, source, &arguments));
        if !source.has_debian() {
            let evaluated = self.once(evaluate, &arguments, 0).0;
            let (derivation, value) = evaluated.map_err(|error| match configuration.flake() {
                Some(flake) => flake.hinted(error),
                None => error.into(),
            })?;
            return Ok((Evaluated { derivation, sizes: Sizes::new(), roots: BTreeSet::new() }, value));
        }
        let memory = Memory::of(self.cache, configuration);
        let Recalled { mut roots, mut names } = memory.recall();
        for round in 0..MAX_ROUNDS {
            let index = match self.index(&roots) {
                // What was named last time may be gone from the archive, and from the configuration.
                Err(_) if round == 0 => {
                    roots.clear();
                    self.index(&roots)?
                }
                index => index?,
            };
            arguments.set_debian_index(Some(index.path.clone()));
            arguments.set_debian_names(names);
            let (evaluated, traced) = self.once(evaluate, &arguments, round);
            let (derivation, value) = match evaluated {
                Ok(evaluated) => evaluated,
                // A package that the index lacks has no version yet, and the configuration may use it.
                Err(_) if !traced.roots.is_subset(&roots) => {
                    roots.extend(traced.roots);
                    continue;
                }
                Err(nix::Error::Failed { stderr, .. })
                    if !names && arguments.is_standalone() && self.is_of_debian(&stderr) =>
                {
                    names = true;
                    continue;
                }
                Err(error) => return Err(self.hinted_of(error, configuration)),
            };
            let requisites = Nix::requisites(&derivation)?;
            let mut demand = Demand::of_derivations(&requisites);
            demand.roots.extend(traced.roots);
            if demand.roots == roots {
                memory.keep(&Recalled { roots: roots.clone(), names: !traced.by_name.is_empty() })?;
                say_what_has_debians_name(&traced.by_name);
                say_which_release(index.index.elsewhere.as_ref());
                say_what_is_of_nixpkgs(&traced.of_nixpkgs, &requisites);
                let packages = index.index.packages.into_iter();
                let sizes = packages.map(|(name, package)| (name, package.size)).collect();
                return Ok((Evaluated { derivation, sizes, roots }, value));
            }
            roots = demand.roots;
        }
        bail!("the packages that {configuration} needs change with each evaluation")
    }

    /// One evaluation: what it gave, and the packages that were looked at on the way.
    fn once<T>(
        &self,
        evaluate: Evaluation<'_, T>,
        arguments: &Arguments,
        round: usize,
    ) -> (Result<(String, T), nix::Error>, Demand) {
        let mut demand = Demand::default();
        let mut said = BTreeSet::new();
        let evaluated = evaluate(arguments, round, &mut |line: &str| {
            if demand.see(line) {
                return;
            }
            if let Some(complaint) = self.nix.flags().wrong_setting(line)
                && said.insert(complaint.clone())
            {
                report::warning(&complaint);
            }
            match message::warning(line) {
                // nixpkgs repeats some for each package.
                Some(text) if round == 0 && said.insert(text.to_owned()) => self.tell(text),
                None if is_waiting(line) => report::note(format_args!("Nix is {line}")),
                _ => (),
            }
        });
        (evaluated, demand)
    }

    /// What the modules say: `note: …`, `detail: …` for `-v`, or a warning.
    fn tell(&self, text: &str) {
        if let Some(detail) = text.strip_prefix("detail: ") {
            if self.nix.is_verbose() {
                report::note(detail);
            }
        } else if let Some(note) = text.strip_prefix("note: ") {
            report::note(note);
        } else {
            report::warning(text);
        }
    }

    fn index(&self, roots: &BTreeSet<String>) -> Result<apt::Indexed, apt::Error> {
        apt::index_in(&self.cache.join("apt"), roots)
    }

    /// Builds what [`Evaluator::derivation`] gave, with `link` as its root. `watch` is told what goes on.
    ///
    /// # Errors
    /// When it can't be built.
    pub(crate) fn build(
        &self,
        evaluated: &Evaluated,
        link: &Path,
        watch: impl FnMut(String),
    ) -> Result<String> {
        let Evaluated { derivation, sizes, .. } = evaluated;
        self.nix.build(derivation, link, sizes, watch).map_err(|error| self.hinted(error))
    }

    fn is_of_debian(&self, stderr: &str) -> bool {
        apt::is_of_debian(&self.cache.join("apt"), stderr)
    }

    /// An error of an evaluation, with a remedy where there is one.
    fn hinted_of(&self, error: nix::Error, configuration: &Configuration) -> anyhow::Error {
        match (configuration.flake(), &error) {
            (Some(flake), nix::Error::Failed { stderr, .. }) if flake.untracked(stderr).is_some() => {
                flake.hinted(error)
            }
            _ => self.hinted(error),
        }
    }

    /// An error of Nix's, with a remedy where it comes from using Debian's packages.
    fn hinted(&self, error: nix::Error) -> anyhow::Error {
        let hint = match &error {
            nix::Error::Failed { stderr, .. } => apt::hint(&self.cache.join("apt"), stderr),
            _ => None,
        };
        match hint {
            Some(hint) => anyhow!("{error}\n  {hint}"),
            None => error.into(),
        }
    }
}

/// Says which packages are taken by Debian's names: nixpkgs may mean others by them.
fn say_what_has_debians_name(names: &BTreeSet<String>) {
    if !names.is_empty() {
        let names = names.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
        report::note(format_args!(
            "packages that are Debian's of these very names, laid out as Debian has them: {names}"
        ));
    }
}

/// Says that the packages are not those of the host's release.
fn say_which_release(elsewhere: Option<&apt::OtherRelease>) {
    if let Some(apt::OtherRelease { release, names }) = elsewhere {
        let names = names.join(", ");
        report::note(format_args!(
            "all packages are of Debian's {release}, which alone has {names}: parts of two releases do not fit together"
        ));
    }
}

/// Says which packages of the result are nixpkgs' own, for want of one in Debian.
fn say_what_is_of_nixpkgs(packages: &BTreeMap<String, String>, requisites: &[String]) {
    let needed: BTreeSet<&str> =
        requisites.iter().filter_map(|path| packages.get(path)).map(String::as_str).collect();
    if !needed.is_empty() {
        let names = needed.into_iter().collect::<Vec<_>>().join(", ");
        report::note(format_args!(
            "packages of nixpkgs itself, from a binary cache or compiled, as Debian is not known to have them: {names}"
        ));
    }
}
