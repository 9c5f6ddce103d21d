//! The unit files of packages, added to a configuration's units when an image is built: `systemd.packages`.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use super::{DirectoryContents, document, invalid};
use crate::init::bus;
use crate::init::fitness::take_out_unfit;
use crate::init::unit::{Host, UnitFile, UnitName};

/// NixOS' name for the drop-in with a configuration's settings for a package's unit.
const OVERRIDES: &str = "overrides.conf";

/// Writes the units.json at `units` with the units of the directories to `out`; what it says about a unit of a
/// directory becomes a drop-in of that unit, or a mask. A directory that doesn't exist has no units. Units that
/// units.json does not mention and that can't be run are left out, since systemd too loads only units that are
/// named; returns a line for each.
///
/// # Errors
/// As [`super::read`].
pub(crate) fn add(units: &Path, out: &Path, directories: &[PathBuf]) -> io::Result<Vec<String>> {
    let mut file: Value = serde_json::from_str(&fs::read_to_string(units)?)?;
    let mut others = DirectoryContents::default();
    for directory in directories.iter().filter(|directory| directory.is_dir()) {
        let found = DirectoryContents::read(directory, false)?;
        for (name, unit) in found.units {
            others.units.entry(name).or_insert(unit);
        }
        for (name, files) in found.drop_ins {
            let known = others.drop_ins.entry(name).or_default();
            for (file, value) in files {
                known.entry(file).or_insert(value);
            }
        }
        others.warnings.extend(found.warnings);
    }
    let declared = file["units"].as_object_mut().ok_or_else(|| invalid("it has no units".to_owned()))?;
    for (name, own) in declared.iter_mut().filter(|(_, own)| own.is_object()) {
        let known = name.parse::<UnitName>().ok().and_then(|name| others.units.get_mut(&name));
        if let Some(known @ Value::Object(_)) = known {
            let own = std::mem::replace(own, known.take());
            others.drop_ins.entry(name.clone()).or_default().insert(OVERRIDES.to_owned(), own);
        }
    }
    others.units.retain(|name, _| !declared.contains_key(name.as_str()));
    let left_out = leave_out_unfit(&mut others, declared.get(bus::SOCKET))?;
    declared
        .extend(std::mem::take(&mut others.units).into_iter().map(|(name, unit)| (name.to_string(), unit)));
    add_drop_ins(&mut file, others.drop_ins);
    file["warnings"] = others.warnings.into();
    fs::write(out, file.to_string())?;
    Ok(left_out)
}

/// Adds drop-ins. Of two files with the same name, the configuration's counts.
fn add_drop_ins(
    file: &mut Value,
    more: impl IntoIterator<Item = (String, impl IntoIterator<Item = (String, Value)>)>,
) {
    if !file["dropIns"].is_object() {
        file["dropIns"] = Map::new().into();
    }
    for (name, files) in more {
        for (drop_in, value) in files {
            let place = &mut file["dropIns"][name.as_str()][drop_in.as_str()];
            if place.is_null() {
                *place = value;
            }
        }
    }
}

/// Leaves out units that can't be run. `bus`: the configuration's socket of the message bus, without which services
/// on the bus are unfit.
fn leave_out_unfit(others: &mut DirectoryContents, bus: Option<&Value>) -> io::Result<Vec<String>> {
    let mut whole = DirectoryContents {
        units: others.units.clone(),
        drop_ins: others.drop_ins.clone(),
        warnings: Vec::new(),
    };
    if let (Some(socket), Ok(name)) = (bus, bus::SOCKET.parse()) {
        whole.units.insert(name, socket.clone());
    }
    let document = document(&json!({}), whole).to_string();
    let mut file =
        UnitFile::parse_each(&document, &Host::default()).map_err(|error| invalid(error.to_string()))?;
    let lines = take_out_unfit(&mut file);
    others.units.retain(|name, unit| unit.is_null() || name.is_template() || file.units.contains_key(name));
    Ok(lines)
}
