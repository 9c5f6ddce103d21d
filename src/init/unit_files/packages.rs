//! The unit files of packages, added to a configuration's units when an image is built: `systemd.packages`.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::{Units, by_name, invalid, read_directory, text};
use crate::init::check::fit::take_out_unfit;
use crate::init::unit::{Host, UnitFile, VERSION};

/// Writes the units.json at `units` with the units of the directories to `out`; what it says about a unit of a
/// directory is that unit's last drop-in. A directory that isn't there has no units. Units that it does not
/// speak of and that can't be run are left out, for systemd too loads only what is named; returns a line for
/// each.
///
/// # Errors
/// As [`super::read`].
pub fn add(units: &Path, out: &Path, directories: &[PathBuf]) -> io::Result<Vec<String>> {
    let mut file: Value = serde_json::from_str(&fs::read_to_string(units)?)?;
    let declared = file["units"].as_object_mut().ok_or_else(|| invalid("it has no units".to_owned()))?;
    let mut others = Units::new();
    for directory in directories.iter().filter(|directory| directory.is_dir()) {
        for (name, unit) in read_directory(directory, false)? {
            others.entry(name).or_insert(unit);
        }
    }
    others.retain(|name, unit| match declared.get_mut(name.as_str()) {
        Some(Value::Object(own)) => {
            text::extend(unit, own);
            std::mem::swap(own, unit);
            false
        }
        _ => true,
    });
    let left_out = leave_out_unfit(&mut others)?;
    declared.extend(by_name(others));
    fs::write(out, file.to_string())?;
    Ok(left_out)
}

fn leave_out_unfit(units: &mut Units) -> io::Result<Vec<String>> {
    let document = json!({ "version": VERSION, "units": by_name(units.clone()) }).to_string();
    let mut file =
        UnitFile::parse_each(&document, &Host::default()).map_err(|error| invalid(error.to_string()))?;
    let lines = take_out_unfit(&mut file);
    units.retain(|name, _| name.is_template() || file.units.contains_key(name));
    Ok(lines)
}
