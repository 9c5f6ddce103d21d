//! What `NAME.TYPE.d/*.conf` adds to units: systemd.unit(5), "Description".
//!
//! These directories count for a unit: those of its own name, of its template's name, of every prefix of its name that
//! ends with a dash, and of its type. Files are read in the order of their names, whichever directory they are in;
//! of two files with the same name, the one in the nearer directory counts.

use super::document::Sections;
use super::{UnitKind, UnitName};
use serde_json::Value;
use std::collections::BTreeMap;

/// By directory without `.d`, and then by file.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct DropIns(BTreeMap<String, BTreeMap<String, Sections>>);

impl DropIns {
    /// Reads them from `units.json`.
    ///
    /// # Errors
    /// Which file is not a list of sections.
    pub(crate) fn from_json(raw: &BTreeMap<String, BTreeMap<String, Value>>) -> Result<Self, String> {
        let files = |directory: &String, files: &BTreeMap<String, Value>| {
            let parsed = files.iter().map(|(file, value)| {
                let sections = Sections::from_json(value);
                Ok((file.clone(), sections.map_err(|error| format!("{directory}.d/{file}: {error}"))?))
            });
            Ok((directory.clone(), parsed.collect::<Result<_, String>>()?))
        };
        raw.iter().map(|(directory, all)| files(directory, all)).collect::<Result<_, _>>().map(Self)
    }

    /// The units that have a directory of their own.
    pub(crate) fn units(&self) -> impl Iterator<Item = UnitName> {
        self.0.keys().filter_map(|directory| directory.parse().ok())
    }

    /// A unit with all that is added to it. A link that gives it another name adds that name's directories.
    pub(crate) fn added_to(&self, unit: &UnitName, mut sections: Sections) -> Sections {
        if self.0.is_empty() {
            return sections;
        }
        let names = sections.values("Install", "Alias").flat_map(str::split_ascii_whitespace);
        let others: Vec<UnitName> = names.filter_map(|name| name.parse().ok()).collect();
        let mut files: BTreeMap<&str, &Sections> = BTreeMap::new();
        for directory in std::iter::once(unit).chain(&others).flat_map(directories) {
            for (name, file) in self.0.get(&directory).into_iter().flatten() {
                files.entry(name).or_insert(file);
            }
        }
        for file in files.into_values() {
            sections.extend(file);
        }
        sections
    }
}

/// The directories that count for a unit, without `.d`, the nearest first.
pub(crate) fn directories(unit: &UnitName) -> Vec<String> {
    let mut found = Vec::new();
    add(unit.prefix(), unit.instance().filter(|instance| !instance.is_empty()), unit, &mut found);
    found.push(unit.kind().suffix().to_owned());
    found
}

/// Adds the directories of this prefix, and of all shorter ones.
fn add(prefix: &str, instance: Option<&str>, unit: &UnitName, found: &mut Vec<String>) {
    let kind: UnitKind = unit.kind();
    let at = if unit.instance().is_some() { "@" } else { "" };
    found.push(format!("{prefix}{at}{}.{}", instance.unwrap_or(""), kind.suffix()));
    if instance.is_some() {
        add(prefix, None, unit, found);
    }
    // The next prefix of `a-b-c` is `a-b-`, and that of `a-b-` is `a-`.
    let shorter = prefix.strip_suffix('-').unwrap_or(prefix);
    if let Some(dash) = shorter.rfind('-').filter(|dash| *dash > 0) {
        let shorter = &shorter[..=dash];
        add(shorter, instance, unit, found);
        if unit.instance().is_some() {
            found.push(format!("{shorter}.{}", kind.suffix()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_nearest_directory_is_first_and_the_types_last() {
        let of = |name: &str| directories(&name.parse().unwrap());
        assert_eq!(of("a.service"), ["a.service", "service"]);
        assert_eq!(of("a-b-c.service"), ["a-b-c.service", "a-b-.service", "a-.service", "service"]);
        assert_eq!(of("a-.socket"), ["a-.socket", "socket"]);
        let instance = of("a-b@x.timer");
        assert_eq!(instance[..2], ["a-b@x.timer", "a-b@.timer"]);
        assert!(
            instance.contains(&"a-.timer".to_owned())
                && instance.contains(&"a-@x.timer".to_owned())
                && instance.contains(&"a-@.timer".to_owned())
        );
        assert_eq!(of("-a.service"), ["-a.service", "service"]);
    }

    #[test]
    fn files_are_read_by_name_and_the_nearer_hides_the_other() {
        let nice = |value: u8| json!({ "Service": { "Nice": value } });
        let raw = json!({
            "service": { "50-all.conf": nice(5), "z.conf": nice(9) },
            "a-.service": { "50-all.conf": nice(6), "10.conf": nice(1) },
            "a-b.service": { "50-all.conf": nice(7) },
            "other.service": { "60.conf": nice(8) },
        });
        let drop_ins = DropIns::from_json(&serde_json::from_value(raw).unwrap()).unwrap();
        let added = |unit: &str, own: Value| {
            let sections = drop_ins.added_to(&unit.parse().unwrap(), Sections::from_json(&own).unwrap());
            sections.values("Service", "Nice").map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(added("a-b.service", json!({ "Service": { "Nice": 0 } })), ["0", "1", "7", "9"]);
        assert_eq!(added("c.service", json!({ "Install": { "Alias": "other.service" } })), ["5", "8", "9"]);
        assert_eq!(added("c.socket", json!({})), [""; 0]);
    }
}
