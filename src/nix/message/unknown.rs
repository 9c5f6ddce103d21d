//! Options that there are not, and which may be meant: a typing error among twenty thousand names.

use std::fmt::Write as _;

use serde::Deserialize;

use super::place;

/// Options of modules that people often import, and that are no part of NixOS.
const ELSEWHERE: &[(&str, &str)] = &[
    ("age", "agenix"),
    ("deployment", "colmena or NixOps"),
    ("disko", "disko"),
    ("home-manager", "home-manager"),
    ("mailserver", "simple-nixos-mailserver"),
    ("microvm", "microvm.nix"),
    ("sops", "sops-nix"),
    ("stylix", "stylix"),
];

/// An option that a configuration sets and that there is not, as nix/nixos/unknown.nix gives it.
#[derive(Debug, Deserialize)]
pub struct Unknown {
    path: Vec<String>,
    file: String,
    /// Options of the same name in other places.
    elsewhere: Vec<Vec<String>>,
    /// Options in this place.
    beside: Vec<Vec<String>>,
}

/// An option that Nix says does not exist, with the file that sets it.
#[derive(Debug, PartialEq, Eq)]
pub struct Named {
    /// Its path.
    pub path: Vec<String>,
    file: Option<String>,
}

/// The option that a message is about when it says that there is none.
pub fn named(message: &str) -> Option<Named> {
    let (option, rest) = message.strip_prefix("The option `")?.split_once('\'')?;
    if !rest.lines().next()?.contains("does not exist") {
        return None;
    }
    let file = |(_, after): (&str, &str)| after.split_once('\'').map(|(file, _)| file.to_owned());
    let file = rest.split_once(" in `").or_else(|| rest.split_once("In `")).and_then(file);
    Some(Named { path: place::parts(option), file })
}

/// All of them, each with its place and what may be meant.
pub fn told(named: &Named, unknown: &[Unknown]) -> String {
    let told: Vec<String> = unknown.iter().map(|unknown| unknown.told(named)).collect();
    match told.as_slice() {
        [one] => format!("there is no option {one}"),
        all => all.iter().fold("there are no such options:".to_owned(), |mut text, option| {
            let _ = write!(text, "\n  {option}");
            text
        }),
    }
}

impl Unknown {
    fn told(&self, named: &Named) -> String {
        let mut text = place::written(&self.path);
        let file = if self.file.is_empty() { named.file.as_deref() } else { Some(self.file.as_str()) };
        if let Some(file) = file {
            let _ = write!(text, " ({})", place::of_option(file, &self.path));
        }
        let foreign = ELSEWHERE.iter().find(|(name, _)| self.path.first().is_some_and(|first| first == name));
        let near = self.near();
        if let Some((_, project)) = foreign {
            let _ = write!(text, ": it is {project}'s, whose module is not imported");
        } else if let Some((last, others)) = near.split_last() {
            let or = if others.is_empty() { String::new() } else { format!("{} or ", others.join(", ")) };
            let _ = write!(text, ": did you mean {or}{last}?");
        }
        text
    }
}

impl Unknown {
    /// What may be meant: the nearest, three at most.
    fn near(&self) -> Vec<String> {
        let distances = self.beside.iter().filter_map(|path| Some((distance(&self.path, path)?, path)));
        // The right name in a wrong place is as good as a letter.
        let mut near: Vec<_> = self.elsewhere.iter().map(|path| (1, path)).chain(distances).collect();
        near.sort();
        let best = near.first().map_or(0, |(distance, _)| *distance);
        let near = near.iter().take_while(|(distance, _)| *distance == best).take(3);
        near.map(|(_, path)| place::written(path)).collect()
    }
}

/// How many letters two paths are apart in the first part that differs, if that is not most of it.
fn distance(path: &[String], other: &[String]) -> Option<usize> {
    let (name, candidate) = path.iter().zip(other).find(|(name, candidate)| name != candidate)?;
    let distance = strsim::damerau_levenshtein(&name.to_lowercase(), &candidate.to_lowercase());
    let limit = name.len().div_ceil(2).min(name.len() - 1);
    (distance <= limit).then_some(distance)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unknown(path: &str, beside: &[&str], elsewhere: &[&str]) -> Unknown {
        let paths = |paths: &[&str]| paths.iter().map(|path| place::parts(path)).collect();
        let file = "/nowhere/c.nix".to_owned();
        Unknown { path: place::parts(path), file, elsewhere: paths(elsewhere), beside: paths(beside) }
    }

    #[test]
    fn the_words_of_old_and_new_nixpkgs_name_option_and_file() {
        let old = "The option `services.ngnix' defined in `/c.nix' does not exist.";
        let new = "The option `services.ngnix' does not exist. Definition values:\n  - In `/c.nix': { }";
        for message in [old, new] {
            let named = named(message).unwrap();
            assert_eq!(named.path, ["services", "ngnix"]);
            assert_eq!(named.file.as_deref(), Some("/c.nix"));
        }
        assert_eq!(named("The option `a' is used but not defined."), None);
    }

    #[test]
    fn each_is_told_with_its_place_and_what_may_be_meant() {
        let by = Named { path: Vec::new(), file: None };
        let services = ["services.nginx", "services.cgit", "services.guix"];
        assert_eq!(
            told(&by, &[unknown("services.ngnix", &services, &[])]),
            "there is no option services.ngnix (/nowhere/c.nix): did you mean services.nginx?"
        );
        assert_eq!(
            told(
                &by,
                &[
                    unknown("ab", &["aa", "ac", "bb", "ad", "xy"], &[]),
                    unknown("sops.secrets", &[], &[]),
                    unknown("services.docker", &["services.dockerio"], &["virtualisation.docker"]),
                    unknown("services.mine", &["services.nginx"], &[]),
                ]
            ),
            "there are no such options:\n  ab (/nowhere/c.nix): did you mean aa, ac or ad?\n  \
             sops.secrets (/nowhere/c.nix): it is sops-nix's, whose module is not imported\n  \
             services.docker (/nowhere/c.nix): did you mean virtualisation.docker?\n  \
             services.mine (/nowhere/c.nix)"
        );
    }
}
