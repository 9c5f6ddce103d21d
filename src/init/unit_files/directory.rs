//! One directory of unit files.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::os::unix::fs::FileTypeExt;
use std::path::Path;

use serde_json::{Map, Value};

use super::super::unit::{UnitKind, UnitName};
use super::syntax;
use crate::safe_path;

/// Much more than any unit file holds.
const FILE_MAX: u64 = 16 * 1024 * 1024;

/// The content of a directory in the form of `units.json`.
#[derive(Debug, Default)]
pub(super) struct DirectoryContents {
    /// The units: their sections; null for a mask; a text for an unreadable one.
    pub units: BTreeMap<UnitName, Value>,
    /// The drop-ins: by directory without `.d`, and then by file.
    pub drop_ins: BTreeMap<String, BTreeMap<String, Value>>,
    /// What is left out.
    pub warnings: Vec<String>,
}

/// Suffixes of directories whose links declare a dependency, with the directive of `[Install]` that says the same.
const LINKS: [(&str, &str); 3] =
    [(".wants", "WantedBy"), (".requires", "RequiredBy"), (".upholds", "UpheldBy")];

impl DirectoryContents {
    /// Reads a directory; `install`: with the effect of `[Install]` and links.
    ///
    /// # Errors
    /// When it can't be listed at all.
    pub(super) fn read(directory: &Path, install: bool) -> io::Result<Self> {
        let mut found = Self::default();
        let (mut aliases, mut links) = (Vec::new(), Vec::new());
        for name in names(directory)? {
            let path = directory.join(&name);
            let Some(name) = name.to_str() else { continue };
            if let Ok(unit) = name.parse::<UnitName>() {
                match other_name(&path, &unit) {
                    Some(real) => aliases.push((real, unit)),
                    None => found.add_unit(unit, &path, install),
                }
            } else if let Some(of) = name.strip_suffix(".d").filter(|of| adds_to_units(of)) {
                found.add_drop_ins(of, &path, install);
            }
            for (suffix, directive) in LINKS.iter().filter(|_| install) {
                let Some(by) = name.strip_suffix(suffix) else { continue };
                let named = names(&path).unwrap_or_default();
                links.extend(named.into_iter().map(|unit| (unit, *directive, by.to_owned())));
            }
        }
        for (real, alias) in aliases {
            if let Some(Value::Object(unit)) = found.units.get_mut(&real) {
                syntax::add(unit, "Install", "Alias", alias.as_str());
            }
        }
        for (unit, directive, by) in links {
            let Some(unit) = unit.to_str().and_then(|unit| unit.parse::<UnitName>().ok()) else { continue };
            // The template and the link together declare an instance.
            let template = unit.template().and_then(|template| found.units.get(&template).cloned());
            if let Some(template) = template {
                found.units.entry(unit.clone()).or_insert(template);
            }
            if let Some(Value::Object(sections)) = found.units.get_mut(&unit) {
                syntax::add(sections, "Install", directive, &by);
            }
        }
        Ok(found)
    }

    /// Adds the unit in a file; a file that is empty, and a link to /dev/null, is a mask.
    fn add_unit(&mut self, unit: UnitName, path: &Path, install: bool) {
        let Ok(metadata) = fs::metadata(path) else {
            // A link to nowhere declares nothing.
            return;
        };
        let masked = metadata.file_type().is_char_device() || metadata.is_file() && metadata.len() == 0;
        let value = if masked {
            Value::Null
        } else if metadata.is_file() {
            match self.sections(path, install) {
                Ok((sections, None)) => sections.into(),
                Ok((_, Some(error))) => error.into(),
                Err(error) => error.to_string().into(),
            }
        } else {
            return;
        };
        self.units.insert(unit, value);
    }

    /// Adds the files `*.conf` in a directory, except hidden ones, which are an editor's.
    fn add_drop_ins(&mut self, of: &str, directory: &Path, install: bool) {
        let files = names(directory).unwrap_or_default();
        let names = files.iter().filter_map(|file| file.to_str());
        for name in names.filter(|name| name.strip_suffix(".conf").is_some() && !name.starts_with('.')) {
            let path = directory.join(name);
            let sections = if fs::metadata(&path).is_ok_and(|metadata| metadata.is_file()) {
                match self.sections(&path, install) {
                    Ok((sections, error)) => {
                        self.warn(&path, error);
                        sections
                    }
                    Err(error) => {
                        self.warn(&path, Some(error.to_string()));
                        continue;
                    }
                }
            } else {
                // It still hides others with its name.
                Map::new()
            };
            self.drop_ins.entry(of.to_owned()).or_default().insert(name.to_owned(), sections.into());
        }
    }

    fn warn(&mut self, path: &Path, lines: impl IntoIterator<Item = String>) {
        let path = path.display();
        self.warnings
            .extend(lines.into_iter().map(|line| format!("{path}: {line}; it is left out, as by systemd")));
    }

    /// The sections of a file, up to what ends its reading.
    fn sections(&mut self, path: &Path, install: bool) -> io::Result<(Map<String, Value>, Option<String>)> {
        let mut text = syntax::parse(&safe_path::read_trusted(path, FILE_MAX)?);
        self.warn(path, std::mem::take(&mut text.warnings));
        if !install {
            text.sections.remove("Install");
        }
        Ok((text.sections, text.error))
    }
}

/// Whether a directory with this name and `.d` has drop-ins: for one unit, those with a prefix, or all of a type.
fn adds_to_units(name: &str) -> bool {
    name.parse::<UnitName>().is_ok() || UnitKind::from_suffix(name).is_some()
}

/// The unit that a link gives another name to.
fn other_name(path: &Path, name: &UnitName) -> Option<UnitName> {
    let target: UnitName = fs::read_link(path).ok()?.file_name()?.to_str()?.parse().ok()?;
    (target != *name && path.parent()?.join(target.as_str()).exists()).then_some(target)
}

/// The names in a directory, sorted.
fn names(directory: &Path) -> io::Result<Vec<OsString>> {
    let mut names =
        fs::read_dir(directory)?.map(|entry| Ok(entry?.file_name())).collect::<io::Result<Vec<_>>>()?;
    names.sort();
    Ok(names)
}
