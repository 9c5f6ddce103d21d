//! What `nix-docker check` has to say: as JSON, whose keys the README documents, or for reading.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::image::ports;
use crate::init::unit::{Problem, SANDBOX, Settings};
use crate::nix::message::quoted_lines;
use crate::nix::message::unit_mistakes::{self, Places};

/// A unit of NixOS that the container does not have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct LeftOut {
    pub(super) name: String,
    pub(super) why: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct DeclaredUser {
    pub(super) name: String,
    pub(super) uid: u32,
    pub(super) group: String,
}

/// A directive that is not followed as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Deviation {
    pub(super) unit: String,
    pub(super) directive: String,
    pub(super) why: String,
    /// Where the user's files say it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) place: Option<String>,
}

impl Deviation {
    pub(super) fn of_mistake(mistake: &Problem) -> Self {
        Self {
            unit: mistake.unit.to_string(),
            directive: mistake.directive.clone().unwrap_or_default(),
            why: mistake.message.clone(),
            place: None,
        }
    }

    pub(super) fn line(&self) -> String {
        let place = self.place.as_ref().map(|place| format!(" ({place})")).unwrap_or_default();
        format!("{}{place}: {}: {}", self.unit, self.directive, self.why)
    }
}

/// What there is to say. The README documents the keys; a key never changes its meaning.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Summary {
    pub(super) version: u32,
    pub(super) builds: bool,
    pub(super) error: Option<String>,
    pub(super) starts: Vec<String>,
    pub(super) waits: Vec<String>,
    pub(super) left_out: Vec<LeftOut>,
    pub(super) mistakes: Vec<Deviation>,
    pub(super) refused: Vec<Deviation>,
    pub(super) overridden: bool,
    pub(super) noted: Vec<Deviation>,
    pub(super) ignored: Vec<Deviation>,
    pub(super) warnings: Vec<String>,
    pub(super) not_checked: Vec<String>,
    pub(super) ports: Vec<String>,
    pub(super) volumes: Vec<String>,
    pub(super) users: Vec<DeclaredUser>,
    pub(super) packages: Vec<String>,
    pub(super) debian_packages: Vec<String>,
    /// The settings of the units, which say whose each unit is; none if the check did not get that far.
    #[serde(skip)]
    pub(super) settings: Option<Settings>,
}

impl Summary {
    /// The messages about units that the user may have caused.
    pub(super) fn about_units(&self) -> impl Iterator<Item = String> {
        let directives = [&self.mistakes, &self.refused, &self.ignored].into_iter().flatten();
        directives.map(Deviation::line).chain(self.warnings.iter().cloned())
    }

    /// Adds the places in the user's files.
    pub(super) fn place(&mut self, places: &Places, configuration: Option<&Path>) {
        for found in [&mut self.mistakes, &mut self.refused, &mut self.ignored].into_iter().flatten() {
            let about = unit_mistakes::named(&found.line());
            found.place = about.first().and_then(|mistake| places.get(mistake)).cloned();
        }
        for warning in &mut self.warnings {
            *warning = quoted_lines::placed(&unit_mistakes::placed(warning, places), configuration);
        }
    }
}

/// The summary for reading: a line for each thing, its parts indented.
pub(super) fn text(summary: &Summary, verbose: bool) -> String {
    let mut text = String::new();
    let mut part = |title: &str, lines: &[String]| {
        if !lines.is_empty() {
            let _ = writeln!(text, "{title}:");
            for line in lines {
                let _ = writeln!(text, "  {}", line.replace('\n', "\n    "));
            }
        }
    };
    let directives = |found: &[Deviation]| found.iter().map(Deviation::line).collect::<Vec<_>>();
    let left_out: Vec<String> = if verbose {
        summary.left_out.iter().map(|unit| format!("{}: {}", unit.name, unit.why)).collect()
    } else {
        summary.left_out.iter().map(|unit| unit.name.clone()).collect()
    };
    let users = summary.users.iter().map(|user| format!("{} ({}, {})", user.name, user.uid, user.group));
    part("starts with the container", &summary.starts);
    part("waits for something else to start it", &summary.waits);
    part("left out", &left_out);
    part(if summary.overridden { "overridden" } else { "refused" }, &directives(&summary.refused));
    part(
        "has no effect in a container",
        &if verbose { directives(&summary.noted) } else { shortened(&summary.noted) },
    );
    part("ignored", &directives(&summary.ignored));
    part("warnings", &summary.warnings);
    part("not checked", &summary.not_checked);
    part("ports", &ports::in_ranges(summary.ports.iter().map(String::as_str)));
    part("volumes", &summary.volumes);
    part("users", &users.collect::<Vec<_>>());
    part("packages", &summary.packages);
    part("packages of Debian, besides what they depend on", &summary.debian_packages);
    if summary.builds {
        text.push_str("it would be built\n");
    }
    text
}

/// What has no effect; all hardening directives, of which there are many, share one line.
fn shortened(noted: &[Deviation]) -> Vec<String> {
    let (hardening, others): (Vec<_>, Vec<_>) = noted.iter().partition(|noted| noted.why == SANDBOX);
    let mut lines: Vec<String> = others.into_iter().map(Deviation::line).collect();
    let units: BTreeSet<&str> = hardening.iter().map(|noted| noted.unit.as_str()).collect();
    if !units.is_empty() {
        let units = units.into_iter().collect::<Vec<_>>().join(", ");
        let directives = match hardening.len() {
            1 => "1 directive that hardens".to_owned(),
            number => format!("{number} directives that harden"),
        };
        lines.push(format!("{directives} {units}: {SANDBOX} (-v lists them)"));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_has_what_there_is_and_no_empty_titles() {
        let directive = |directive: &str, why: &str| Deviation {
            unit: "a.service".into(),
            directive: directive.into(),
            why: why.into(),
            place: None,
        };
        let hardening = |name: &str| directive(name, SANDBOX);
        let left_out = LeftOut { name: "b.service".into(), why: "it belongs to a machine".into() };
        let mut summary = Summary {
            builds: true,
            starts: vec!["a.service".into()],
            left_out: vec![left_out],
            noted: vec![
                hardening("PrivateTmp"),
                directive("OpenFile", "no files"),
                hardening("ProtectSystem"),
            ],
            ..Summary::default()
        };
        assert_eq!(
            text(&summary, false),
            "starts with the container:\n  a.service\nleft out:\n  b.service\nhas no effect in a container:\n  \
             a.service: OpenFile: no files\n  2 directives that harden a.service: the container is the sandbox \
             (-v lists them)\nit would be built\n"
        );
        summary.noted.pop();
        let one = "  1 directive that hardens a.service: the container is the sandbox (-v lists them)\n";
        assert!(text(&summary, false).contains(one), "{}", text(&summary, false));
        summary.noted.push(hardening("ProtectSystem"));
        summary.builds = false;
        let verbose = text(&summary, true);
        assert!(verbose.contains("  b.service: it belongs to a machine\n"), "{verbose}");
        assert!(verbose.contains("  a.service: ProtectSystem: the container is the sandbox\n"), "{verbose}");
        assert!(!verbose.contains("it would be built"), "{verbose}");
    }
}
