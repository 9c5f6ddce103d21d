//! The `units.json` of a configuration that is not built: what was evaluated, with the unit files of those packages
//! that are in the store already.

use std::path::{Path, PathBuf};

use anyhow::Result;
use serde_json::json;

use super::CheckFacts;
use super::summary::Summary;
use crate::init::unit_files::packages;

/// The file of all units that can be read without building.
pub(super) fn written(facts: &CheckFacts, scratch: &Path, summary: &mut Summary) -> Result<PathBuf> {
    let (declared, whole) = (scratch.join("declared.json"), scratch.join("units.json"));
    let package = |directory: &Path| directory.ancestors().nth(3).map(Path::to_owned).unwrap_or_default();
    let (built, absent): (Vec<PathBuf>, Vec<PathBuf>) =
        facts.unit_directories.iter().cloned().partition(|directory| package(directory).exists());
    let mut absent: Vec<PathBuf> = absent.iter().map(|directory| package(directory)).collect();
    absent.dedup();
    let unread = absent.iter().map(|package| {
        format!("the unit files of {}: they can be read only when it is built", package.display())
    });
    summary.not_checked.extend(unread);
    let mut units: serde_json::Value = serde_json::from_str(&facts.units)?;
    if !absent.is_empty() {
        stand_in(&mut units["units"]);
        forget_essential(&mut units);
    }
    std::fs::write(&declared, units.to_string())?;
    if built.is_empty() {
        return Ok(declared);
    }
    let left_out = packages::add(&declared, &whole, &built)?;
    summary.warnings.extend(left_out);
    Ok(whole)
}

/// Gives a placeholder to units that do nothing: what they do is in the unit file of a package that is not
/// built, and without it they would count as mistakes.
fn stand_in(units: &mut serde_json::Value) {
    type Does = fn(&str) -> bool;
    let kinds: [(&str, &str, Does, &str, &str); 3] = [
        (".service", "Service", |key| matches!(key, "ExecStart" | "ExecStop"), "ExecStart", "/bin/true"),
        (".socket", "Socket", |key| key.starts_with("Listen"), "ListenStream", "/run/socket"),
        (".timer", "Timer", |key| key.starts_with("On"), "OnBootSec", "1"),
    ];
    for (name, unit) in units.as_object_mut().into_iter().flatten() {
        for (_, section, does, directive, value) in kinds.iter().filter(|(suffix, ..)| name.ends_with(suffix))
        {
            // The whole section may be the package's.
            let sections = unit.as_object_mut();
            let section = sections.map(|unit| unit.entry(*section).or_insert_with(|| json!({})));
            let Some(section) = section.and_then(|section| section.as_object_mut()) else { continue };
            if !section.keys().any(|key| does(key)) {
                section.insert((*directive).to_owned(), (*value).into());
            }
        }
    }
}

/// Removes essential units that are declared only in a package that is not built.
fn forget_essential(file: &mut serde_json::Value) {
    let units = std::mem::take(&mut file["units"]);
    if let Some(essential) = file["settings"]["essential"].as_array_mut() {
        essential.retain(|name| name.as_str().is_some_and(|name| units.get(name).is_some()));
    }
    file["units"] = units;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::init::unit::{Host, Kind, UnitFile};

    #[test]
    fn a_package_that_is_not_built_is_said_not_to_be_looked_at() {
        let scratch = tempfile::tempdir().unwrap();
        let built = scratch.path().join("built/lib/systemd/system");
        std::fs::create_dir_all(&built).unwrap();
        std::fs::write(built.join("a.service"), "[Service]\nExecStart=/bin/a\n").unwrap();
        let value = CheckFacts {
            derivation: String::new(),
            units: r#"{"version":1,"units":{"b.service":{"Service":{"User":"b","ExecStartPre":"/bin/b"}},
                "c.service":{"Unit":{"Description":"c"}}},
                "settings":{"essential":["b.service","d.service"]}}"#
                .into(),
            units_path: "/nix/store/x-units.json".into(),
            unit_directories: vec![
                built,
                "/absent/etc/systemd/system".into(),
                "/absent/lib/systemd/system".into(),
            ],
            zone_arguments: Vec::new(),
            account_arguments: Vec::new(),
            left_out: Vec::new(),
            ports: Vec::new(),
            volumes: Vec::new(),
            users: Vec::new(),
            packages: Vec::new(),
        };
        let mut summary = Summary::default();
        let file = written(&value, scratch.path(), &mut summary).unwrap();
        let units = std::fs::read_to_string(file).unwrap();
        assert!(units.contains("a.service"), "{units}");
        let found = UnitFile::parse_each(&units, &Host::default()).unwrap();
        assert!(found.problems.is_empty(), "{:?}", found.problems);
        assert_eq!(found.settings.essential, ["b.service".parse().unwrap()]);
        let runs = |unit: &str| match &found.get(&unit.parse().unwrap()).unwrap().kind {
            Kind::Service(service) => service.exec_start.len(),
            _ => 0,
        };
        assert_eq!((runs("a.service"), runs("b.service"), runs("c.service")), (1, 1, 1));
        assert_eq!(
            summary.not_checked,
            ["the unit files of /absent: they can be read only when it is built"]
        );
    }
}
