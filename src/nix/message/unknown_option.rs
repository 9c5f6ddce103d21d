//! Options that do not exist, and those that may be meant instead.

mod known_names;

use std::fmt::Write as _;

use serde::Deserialize;

use super::positions;
use crate::spelling;
use known_names::{ELSEWHERE, OF_NIXOS, OTHER_NAMES};

/// Which modules the options are from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OptionSet {
    /// nix-docker's own.
    Own,
    /// NixOS'.
    Nixos,
}

/// An option that a configuration sets and that does not exist, as nix/unknown.nix gives it.
#[derive(Debug, Deserialize)]
pub(crate) struct UnknownOption {
    path: Vec<String>,
    file: String,
    /// The names in what it is set to.
    #[serde(default)]
    holds: Vec<String>,
    /// Options of the same name in other places.
    elsewhere: Vec<Vec<String>>,
    /// Options in this place.
    beside: Vec<Vec<String>>,
}

/// An option that Nix says does not exist, with the file that sets it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct NamedOption {
    /// The option's path.
    pub path: Vec<String>,
    file: Option<String>,
}

/// The option that a message is about when it says that there is none.
pub(crate) fn named(message: &str) -> Option<NamedOption> {
    let (option, rest) = message.strip_prefix("The option `")?.split_once('\'')?;
    if !rest.lines().next()?.contains("does not exist") {
        return None;
    }
    let file = |(_, after): (&str, &str)| after.split_once('\'').map(|(file, _)| file.to_owned());
    let file = rest.split_once(" in `").or_else(|| rest.split_once("In `")).and_then(file);
    Some(NamedOption { path: positions::parts(option), file })
}

/// All of them, each with its place and what may be meant, and what there is to do about services that `set` lacks;
/// `has_package` is whether there is a package of a name.
pub(crate) fn explanation(
    set: OptionSet,
    named: &NamedOption,
    unknown: &[UnknownOption],
    has_package: impl Fn(&str) -> bool,
) -> String {
    // Each once, with all places.
    let mut options: Vec<(&UnknownOption, Vec<String>)> = Vec::new();
    for option in unknown {
        let place = option.place(named);
        match options.iter_mut().find(|(known, _)| known.path == option.path) {
            Some((_, places)) => places.extend(place),
            None => options.push((option, place.into_iter().collect())),
        }
    }
    let explanation: Vec<String> =
        options.iter().map(|(option, places)| option.explanation(set, places)).collect();
    let mut text = match explanation.as_slice() {
        [one] => format!("there is no option {one}"),
        all => all.iter().fold("there are no such options:".to_owned(), |mut text, option| {
            let _ = write!(text, "\n  {option}");
            text
        }),
    };
    if let Some(service) = unknown.iter().find_map(|unknown| unknown.lacking_service(set)) {
        let (lacking, program) = if has_package(service) {
            (String::new(), format!("${{pkgs.{service}}}/bin/{service}"))
        } else {
            let lacking = format!(" (Debian has no package {service}, the program is yours to bring)");
            (lacking, format!("${{./{service}}}"))
        };
        let _ = write!(
            text,
            "\n  such a service is NixOS' own module with a nixpkgs (--nixpkgs channel:nixos-25.11), \
             or a unit of your own{lacking}:\n    \
             systemd.services.{service} = {{\n      \
             wantedBy = [ \"multi-user.target\" ];\n      \
             serviceConfig.ExecStart = \"{program}\";\n      \
             serviceConfig.DynamicUser = true;\n      \
             serviceConfig.StateDirectory = \"{service}\";\n    }};"
        );
    }
    text
}

impl UnknownOption {
    /// The place where it is set.
    fn place(&self, named: &NamedOption) -> Option<String> {
        let file = if self.file.is_empty() { named.file.as_deref() } else { Some(self.file.as_str()) };
        file.map(|file| positions::of_option(file, &self.path))
    }

    fn explanation(&self, set: OptionSet, places: &[String]) -> String {
        let mut text = positions::written(&self.path);
        if !places.is_empty() {
            let _ = write!(text, " ({})", places.join(", "));
        }
        let is_below = |name: &str| name.split('.').eq(self.path.iter().take(name.split('.').count()));
        let foreign = ELSEWHERE.iter().find(|(name, _)| is_below(name));
        if self.path == ["imports"] {
            text +=
                ": it has to be at the top level of a module, not under `config' or inside mkIf or mkMerge";
        } else if let Some((_, project)) = foreign {
            let _ = write!(text, ": it is {project}'s, whose module is not imported");
        } else if let Some(inner) = self.inner_configuration() {
            let _ = write!(text, ": {inner}");
        } else if self.lacking_service(set).is_some() {
            text += ": nix-docker has no such module of its own";
        } else if let Some((last, others)) = self.near().split_last() {
            let or = if others.is_empty() { String::new() } else { format!("{} or ", others.join(", ")) };
            let _ = write!(text, ": did you mean {or}{last}?");
        }
        text
    }

    /// A configuration within the configuration: of a container of NixOS', or of arion's.
    fn inner_configuration(&self) -> Option<String> {
        let (first, name) = (self.path.first()?, self.path.get(1).or(self.holds.first()));
        let holds = |word: &str| self.path.iter().skip(2).chain(&self.holds).any(|name| name == word);
        let (option, name) = match (first.as_str(), name) {
            ("containers", Some(name)) => (format!("containers.{name}.config"), name),
            ("services", Some(name)) if holds("nixos") || holds("service") && holds("image") => {
                (format!("arion's services.{name}.nixos.configuration"), name)
            }
            _ => return None,
        };
        Some(format!(
            "what {option} says is a configuration of its own: put it into {name}.nix, and `nix-docker -b -t {name} {name}.nix`"
        ))
    }

    /// The name of a service for which there is no module here, be it one of NixOS' or of nobody's.
    fn lacking_service(&self, set: OptionSet) -> Option<&str> {
        let [first, name] = self.path.as_slice() else { return None };
        let is_lacking = set == OptionSet::Own
            && first == "services"
            && self.inner_configuration().is_none()
            && (OF_NIXOS.split_whitespace().any(|service| service == name) || self.near().is_empty());
        is_lacking.then_some(name)
    }

    /// What may be meant: the nearest, three at most.
    fn near(&self) -> Vec<String> {
        if let [first, name] = self.path.as_slice()
            && first == "services"
            && let Some((_, right)) = OTHER_NAMES.iter().find(|(other, _)| other == name)
        {
            return vec![format!("services.{right}")];
        }
        let distances = self.beside.iter().filter_map(|path| Some((distance(&self.path, path)?, path)));
        // The right name in a wrong place counts as one wrong letter.
        let mut near: Vec<_> = self.elsewhere.iter().map(|path| (1, path)).chain(distances).collect();
        near.sort();
        let best = near.first().map_or(0, |(distance, _)| *distance);
        let near = near.iter().take_while(|(distance, _)| *distance == best).take(3);
        near.map(|(_, path)| positions::written(path)).collect()
    }
}

/// How many letters two paths are apart in the first part that differs, if that is few of it.
fn distance(path: &[String], other: &[String]) -> Option<usize> {
    let (name, candidate) = path.iter().zip(other).find(|(name, candidate)| name != candidate)?;
    spelling::distance(name, candidate)
}

#[cfg(test)]
mod tests;
