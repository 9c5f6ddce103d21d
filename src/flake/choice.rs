//! Which of a flake's configurations is meant.

use std::collections::BTreeMap;
use std::fmt;

use anyhow::{Result, bail};
use serde::Deserialize;

use super::Reference;
use crate::spelling;

/// The sets of a flake's outputs that hold configurations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ConfigurationSet {
    /// Lists of modules, made for this program.
    DockerConfigurations,
    /// Whole NixOS systems.
    NixosConfigurations,
}

/// The names of a flake's configurations, and whether they come with a nixpkgs.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Names {
    docker_configurations: BTreeMap<String, bool>,
    nixos_configurations: BTreeMap<String, bool>,
}

/// The configuration that is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Chosen {
    /// The set of outputs that it is in.
    pub set: ConfigurationSet,
    /// Its name in that set.
    pub name: String,
    /// Whether it comes with a nixpkgs.
    pub has_nixpkgs: bool,
}

impl fmt::Display for ConfigurationSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::DockerConfigurations => "dockerConfigurations",
            Self::NixosConfigurations => "nixosConfigurations",
        })
    }
}

impl Names {
    fn all(&self) -> impl Iterator<Item = Chosen> {
        let of = |set, names: &BTreeMap<String, bool>| {
            let chosen =
                |(name, &has_nixpkgs): (&String, &bool)| Chosen { set, name: name.clone(), has_nixpkgs };
            names.iter().map(chosen).collect::<Vec<_>>()
        };
        let docker = of(ConfigurationSet::DockerConfigurations, &self.docker_configurations);
        docker.into_iter().chain(of(ConfigurationSet::NixosConfigurations, &self.nixos_configurations))
    }
}

impl Reference {
    /// The configuration that is meant: the one of the name that was given, else the only one. Where both sets
    /// have one of that name, it is the one that is made for this program.
    ///
    /// # Errors
    /// When there is no such configuration, or several and no name was given; the message lists what there is.
    pub(crate) fn choose(&self, names: &Names) -> Result<Chosen> {
        let mut all: Vec<Chosen> = names.all().collect();
        let there = listed(&all);
        if all.is_empty() {
            bail!(
                "the flake {} has no configurations: neither nixosConfigurations nor dockerConfigurations",
                self.shown
            );
        }
        let Some(wanted) = &self.name else {
            all.dedup_by(|second, first| second.name == first.name);
            return match <[Chosen; 1]>::try_from(all) {
                Ok([only]) => Ok(only),
                Err(all) => bail!(
                    "the flake {} has several configurations, so name one, as {}#{}; it has {there}",
                    self.shown,
                    self.shown,
                    all[0].name
                ),
            };
        };
        let is_meant = |one: &Chosen| one.name == *wanted || format!("{}.{}", one.set, one.name) == *wanted;
        if let Some(place) = all.iter().position(is_meant) {
            return Ok(all.swap_remove(place));
        }
        let nearest = spelling::most_alike(wanted, all.iter().map(|one| one.name.as_str()));
        let nearest = nearest.filter(|(_, likeness)| *likeness > 0.5);
        let question = nearest.map_or_else(String::new, |(name, _)| format!(": did you mean {name}?"));
        let separator = if question.is_empty() { ":" } else { "" };
        bail!("the flake {} has no configuration {wanted}{question}{separator} it has {there}", self.shown)
    }
}

/// All of them, by set.
fn listed(all: &[Chosen]) -> String {
    let of = |set| {
        let names = all.iter().filter(|one| one.set == set).map(|one| one.name.as_str());
        let names = names.collect::<Vec<_>>().join(", ");
        (!names.is_empty()).then(|| format!("{names} ({set})"))
    };
    let sets = [of(ConfigurationSet::DockerConfigurations), of(ConfigurationSet::NixosConfigurations)];
    sets.into_iter().flatten().collect::<Vec<_>>().join(" and ")
}
