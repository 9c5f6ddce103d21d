//! Options that there are not, and which may be meant: a typing error among twenty thousand names.

use std::fmt::Write as _;

use serde::Deserialize;

use super::positions;
use crate::spelling;

/// Options of modules that people often import, and that are no part of NixOS.
const ELSEWHERE: &[(&str, &str)] = &[
    ("environment.persistence", "impermanence"),
    ("age", "agenix"),
    ("deployment", "colmena or NixOps"),
    ("disko", "disko"),
    ("flake", "flake-parts"),
    ("home-manager", "home-manager"),
    ("mailserver", "simple-nixos-mailserver"),
    ("microvm", "microvm.nix"),
    ("project", "arion"),
    ("sops", "sops-nix"),
    ("stylix", "stylix"),
];

/// What services are called by people, and by NixOS.
const OTHER_NAMES: &[(&str, &str)] = &[
    ("apache", "httpd"),
    ("apache2", "httpd"),
    ("apacheHttpd", "httpd"),
    ("bind9", "bind"),
    ("crond", "cron"),
    ("mariadb", "mysql"),
    ("mysqld", "mysql"),
    ("named", "bind"),
    ("php", "phpfpm"),
    ("php-fpm", "phpfpm"),
    ("postgres", "postgresql"),
    ("psql", "postgresql"),
    ("redis-server", "redis"),
    ("ssh", "openssh"),
    ("sshd", "openssh"),
    ("valkey", "redis"),
];

/// The names of services of NixOS of 2026, as `nix-docker options` prints them with a nixpkgs.
const OF_NIXOS: &str = include_str!("services-of-nixos.txt");

/// Whose options there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OptionSet {
    /// nix-docker's own.
    Own,
    /// NixOS'.
    Nixos,
}

/// An option that a configuration sets and that there is not, as nix/unknown.nix gives it.
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
    /// Its path.
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

/// All of them, each with its place and what may be meant, and what there is to do about services that `set` lacks.
pub(crate) fn told(set: OptionSet, named: &NamedOption, unknown: &[UnknownOption]) -> String {
    // Each once, with all places.
    let mut options: Vec<(&UnknownOption, Vec<String>)> = Vec::new();
    for option in unknown {
        let place = option.place(named);
        match options.iter_mut().find(|(known, _)| known.path == option.path) {
            Some((_, places)) => places.extend(place),
            None => options.push((option, place.into_iter().collect())),
        }
    }
    let told: Vec<String> = options.iter().map(|(option, places)| option.told(set, places)).collect();
    let mut text = match told.as_slice() {
        [one] => format!("there is no option {one}"),
        all => all.iter().fold("there are no such options:".to_owned(), |mut text, option| {
            let _ = write!(text, "\n  {option}");
            text
        }),
    };
    if let Some(service) = unknown.iter().find_map(|unknown| unknown.lacking_service(set)) {
        let _ = write!(
            text,
            "\n  such a service is NixOS' own module with a nixpkgs (--nixpkgs channel:nixos-25.11), \
             or a unit of your own:\n    \
             systemd.services.{service} = {{\n      \
             wantedBy = [ \"multi-user.target\" ];\n      \
             serviceConfig.ExecStart = \"${{pkgs.{service}}}/bin/{service}\";\n      \
             serviceConfig.DynamicUser = true;\n      \
             serviceConfig.StateDirectory = \"{service}\";\n    }};"
        );
    }
    text
}

impl UnknownOption {
    /// Where it is set.
    fn place(&self, named: &NamedOption) -> Option<String> {
        let file = if self.file.is_empty() { named.file.as_deref() } else { Some(self.file.as_str()) };
        file.map(|file| positions::of_option(file, &self.path))
    }

    fn told(&self, set: OptionSet, places: &[String]) -> String {
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

    /// The name of a service of NixOS', or of nobody's, for which there is no module.
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
        // The right name in a wrong place is as good as a letter.
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
mod tests {
    use super::*;

    fn unknown(path: &str, beside: &[&str], elsewhere: &[&str]) -> UnknownOption {
        let paths = |paths: &[&str]| paths.iter().map(|path| positions::parts(path)).collect();
        let file = "/nowhere/c.nix".to_owned();
        let holds = Vec::new();
        UnknownOption {
            path: positions::parts(path),
            file,
            holds,
            elsewhere: paths(elsewhere),
            beside: paths(beside),
        }
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
        let by = NamedOption { path: Vec::new(), file: None };
        let services = ["services.nginx", "services.cgit", "services.guix"];
        assert_eq!(
            told(OptionSet::Nixos, &by, &[unknown("services.ngnix", &services, &[])]),
            "there is no option services.ngnix (/nowhere/c.nix): did you mean services.nginx?"
        );
        assert_eq!(
            told(
                OptionSet::Nixos,
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

    #[test]
    fn a_service_that_we_lack_is_answered_with_what_to_do() {
        let by = NamedOption { path: Vec::new(), file: None };
        let own = |unknown: &[UnknownOption]| told(OptionSet::Own, &by, unknown);
        let services = ["services.nginx", "services.nscd", "services.mysql", "services.httpd"];
        let grafana = own(&[unknown("services.grafana", &services, &[])]);
        assert!(
            grafana.starts_with(
                "there is no option services.grafana (/nowhere/c.nix): nix-docker has no such module of its own\n"
            ),
            "{grafana}"
        );
        assert!(grafana.contains("(--nixpkgs channel:nixos-25.11), or a unit of your own:\n"), "{grafana}");
        assert!(grafana.contains("systemd.services.grafana = {\n"), "{grafana}");
        // One of NixOS' is no misspelt one of ours.
        assert!(own(&[unknown("services.nsd", &services, &[])]).contains("no such module"));
        for (name, right) in [("mariadb", "mysql"), ("apache", "httpd"), ("ngnix", "nginx")] {
            let said = own(&[unknown(&format!("services.{name}"), &services, &[])]);
            assert!(said.ends_with(&format!(": did you mean services.{right}?")), "{said}");
        }
    }

    #[test]
    fn an_option_that_several_files_set_is_told_once() {
        let by = NamedOption { path: Vec::new(), file: None };
        let again =
            UnknownOption { file: "/nowhere/d.nix".into(), ..unknown("environment.persistence", &[], &[]) };
        let said = told(OptionSet::Nixos, &by, &[unknown("environment.persistence", &[], &[]), again]);
        assert_eq!(
            said,
            "there is no option environment.persistence (/nowhere/c.nix, /nowhere/d.nix): \
             it is impermanence's, whose module is not imported"
        );
    }

    #[test]
    fn only_what_is_near_is_guessed() {
        let by = NamedOption { path: Vec::new(), file: None };
        let said = told(
            OptionSet::Nixos,
            &by,
            &[unknown("services.plex", &["services.redis", "services.lvm"], &[])],
        );
        assert_eq!(said, "there is no option services.plex (/nowhere/c.nix)");
    }

    #[test]
    fn a_configuration_within_the_configuration_is_told_to_be_one_of_its_own() {
        let by = NamedOption { path: Vec::new(), file: None };
        let container = UnknownOption { holds: vec!["web".into()], ..unknown("containers", &[], &[]) };
        let arion = UnknownOption { holds: vec!["nixos".into()], ..unknown("services.web", &[], &[]) };
        let way = "is a configuration of its own: put it into web.nix, and `nix-docker -b -t web web.nix`";
        let said = told(OptionSet::Own, &by, &[container, arion]);
        assert_eq!(
            said,
            format!(
                "there are no such options:\n  \
                 containers (/nowhere/c.nix): what containers.web.config says {way}\n  \
                 services.web (/nowhere/c.nix): what arion's services.web.nixos.configuration says {way}"
            )
        );
    }
}
