//! Where declarations of units come from: `units.json`, or directories of unit files as systemd has them.
//!
//! Unit files become what `units.json` has, so that everything else knows one format. Of a directory count
//! `NAME.TYPE`, its drop-ins `NAME.TYPE.d/*.conf`, links that are other names or masks, and the links in
//! `TARGET.wants/` and `TARGET.requires/`. A container has no `systemctl enable`: in a directory that PID 1
//! is given, [Install] counts by itself, and the services that are wanted there are the essential ones. Of a package's units it does not, as in NixOS: there the
//! configuration says what wants them.

pub mod packages;
mod text;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use super::unit::{UnitName, VERSION};

/// The units of a directory, with the sections of each.
type Units = BTreeMap<UnitName, Map<String, Value>>;

/// The text of the `units.json` at `path`, or one made of the unit files in the directory `path`.
///
/// # Errors
/// What can't be read; of kind `InvalidData` with file and line what can't be understood.
pub fn read(path: &Path) -> io::Result<String> {
    if !path.is_dir() {
        return fs::read_to_string(path);
    }
    let units = read_directory(path, true)?;
    if units.is_empty() {
        return Err(invalid(format!("no unit file is in {}", path.display())));
    }
    let essential: Vec<String> =
        units.iter().filter(|(_, unit)| goes_on(unit)).map(|(name, _)| name.to_string()).collect();
    Ok(json!({ "version": VERSION, "settings": { "essential": essential }, "units": by_name(units) })
        .to_string())
}

fn by_name(units: Units) -> Map<String, Value> {
    units.into_iter().map(|(name, unit)| (name.to_string(), unit.into())).collect()
}

/// Whether it is a service that is wanted and is to go on running: what a container is there for.
fn goes_on(unit: &Map<String, Value>) -> bool {
    let said = |section: &str, directive: &str| unit.get(section).and_then(|section| section.get(directive));
    let wanted = ["WantedBy", "RequiredBy"].iter().any(|directive| said("Install", directive).is_some());
    let service_type = said("Service", "Type").and_then(Value::as_array).and_then(|lines| lines.last());
    wanted && said("Service", "ExecStart").is_some() && service_type.is_none_or(|line| line != "oneshot")
}

fn read_directory(directory: &Path, install: bool) -> io::Result<Units> {
    let mut units = Units::new();
    let mut aliases = Vec::new();
    let mut links = Vec::new();
    for name in names(directory)? {
        let path = directory.join(&name);
        let Some(name) = name.to_str() else { continue };
        if let Ok(unit) = name.parse::<UnitName>() {
            match other_name(&path, &unit) {
                Some(real) => aliases.push((real, unit)),
                None => {
                    if let Some(sections) = read_unit(&path, install)? {
                        units.insert(unit, sections);
                    }
                }
            }
        }
        for (suffix, directive) in [(".wants", "WantedBy"), (".requires", "RequiredBy")] {
            if let Some(target) = name.strip_suffix(suffix).filter(|_| install && path.is_dir()) {
                links.extend(names(&path)?.into_iter().map(|unit| (unit, directive, target.to_owned())));
            }
        }
    }
    for (real, alias) in aliases {
        if let Some(unit) = units.get_mut(&real) {
            text::add(unit, "Install", "Alias", alias.as_str().into());
        }
    }
    for (unit, directive, target) in links {
        let Some(unit) = unit.to_str().and_then(|unit| unit.parse::<UnitName>().ok()) else { continue };
        // An instance is declared by its template, and by the link.
        let template = unit.template().and_then(|template| units.get(&template).cloned());
        if let Some(sections) = units.get_mut(&unit) {
            text::add(sections, "Install", directive, target.into());
        } else if let Some(mut sections) = template {
            text::add(&mut sections, "Install", directive, target.into());
            units.insert(unit, sections);
        }
    }
    Ok(units)
}

/// The unit that a link gives another name to.
fn other_name(path: &Path, name: &UnitName) -> Option<UnitName> {
    let target: UnitName = fs::read_link(path).ok()?.file_name()?.to_str()?.parse().ok()?;
    (target != *name && path.parent()?.join(target.as_str()).exists()).then_some(target)
}

/// The sections of a unit file with its drop-ins; `None` if it is masked: empty, or a link to /dev/null.
fn read_unit(path: &Path, install: bool) -> io::Result<Option<Map<String, Value>>> {
    let named =
        |path: &Path, error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
    let parse = |path: &Path| {
        let text = fs::read_to_string(path).map_err(|error| named(path, error))?;
        text::parse(&text).map_err(|problem| invalid(format!("{}: {problem}", path.display())))
    };
    if fs::metadata(path).map_err(|error| named(path, error))?.len() == 0 {
        return Ok(None);
    }
    let mut unit = parse(path)?;
    let mut drop_ins = path.as_os_str().to_owned();
    drop_ins.push(".d");
    let drop_ins = PathBuf::from(drop_ins);
    if drop_ins.is_dir() {
        for name in names(&drop_ins)? {
            let path = drop_ins.join(name);
            if path.extension().is_some_and(|extension| extension == "conf") {
                text::extend(&mut unit, &parse(&path)?);
            }
        }
    }
    if !install {
        unit.remove("Install");
    }
    Ok(Some(unit))
}

/// The names in a directory, sorted.
fn names(directory: &Path) -> io::Result<Vec<OsString>> {
    let mut names =
        fs::read_dir(directory)?.map(|entry| Ok(entry?.file_name())).collect::<io::Result<Vec<_>>>()?;
    names.sort();
    Ok(names)
}

fn invalid(message: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, message)
}

#[cfg(test)]
mod tests;
