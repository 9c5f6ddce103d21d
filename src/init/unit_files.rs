//! Where declarations of units come from: `units.json`, or directories of unit files as for systemd.
//!
//! Unit files are turned into the form of `units.json`, so that everything else knows one format. These files of a
//! directory count: `NAME.TYPE`, the drop-ins `*.d/*.conf` of units, templates, prefixes and types, links that are
//! other names or masks, and the links in `UNIT.wants/`, `UNIT.requires/` and `UNIT.upholds/`. What is unreadable or
//! invalid is reported and left out, as by systemd. A container has no `systemctl enable`: in a directory that PID 1
//! is given, `[Install]` takes effect by itself, and the services that are wanted there are the essential ones. In a
//! package's units it does not, as in NixOS: there the configuration says what wants them.

mod directory;
pub(crate) mod packages;
mod syntax;

use std::fs;
use std::io;
use std::path::Path;

use serde_json::{Value, json};

use super::unit::{DropIns, Sections, UnitName, VERSION};
use directory::DirectoryContents;

/// The text of the `units.json` at `path`, or one made of the unit files in the directory `path`.
///
/// # Errors
/// When the file or the directory can't be read, or has no units.
pub(crate) fn read(path: &Path) -> io::Result<String> {
    if !path.is_dir() {
        return fs::read_to_string(path);
    }
    let found = DirectoryContents::read(path, true)?;
    if found.units.is_empty() {
        return Err(invalid(format!("no unit file is in {}", path.display())));
    }
    let drop_ins = DropIns::from_json(&found.drop_ins).map_err(invalid)?;
    let is_essential = |name: &UnitName, unit: &Value| {
        Sections::from_json(unit).is_ok_and(|unit| goes_on(&drop_ins.added_to(name, unit)))
    };
    let essential: Vec<String> = found
        .units
        .iter()
        .filter(|(name, unit)| !name.is_template() && is_essential(name, unit))
        .map(|(name, _)| name.to_string())
        .collect();
    Ok(document(&json!({ "essential": essential }), found).to_string())
}

fn document(settings: &Value, found: DirectoryContents) -> Value {
    let units: serde_json::Map<String, Value> =
        found.units.into_iter().map(|(name, unit)| (name.to_string(), unit)).collect();
    json!({
        "version": VERSION,
        "settings": settings,
        "units": units,
        "dropIns": found.drop_ins,
        "warnings": found.warnings,
    })
}

/// Whether it is a service that is wanted and keeps running: what a container exists for.
fn goes_on(unit: &Sections) -> bool {
    let last = |directive| unit.values("Service", directive).last().filter(|value| !value.is_empty());
    let wanted = ["WantedBy", "RequiredBy"]
        .iter()
        .any(|directive| unit.values("Install", directive).any(|names| !names.is_empty()));
    wanted && last("ExecStart").is_some() && last("Type").is_none_or(|kind| kind != "oneshot")
}

fn invalid(message: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, message)
}

#[cfg(test)]
mod tests;
