//! `units.json` as it is written, before its lines are parsed.

use super::settings::RawSettings;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// The version of the format that this program reads and writes.
pub(crate) const VERSION: u64 = 1;

/// Only the version, which is looked at before the rest.
#[derive(Deserialize)]
pub(super) struct Version {
    pub version: u64,
}

/// The whole file.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RawFile {
    #[serde(default)]
    pub settings: RawSettings,
    #[serde(default)]
    pub tmpfiles: Vec<String>,
    #[serde(default)]
    pub units: serde_json::Map<String, Value>,
    /// By the name of the directory without its `.d`, and then by the name of the file.
    #[serde(default)]
    pub drop_ins: BTreeMap<String, BTreeMap<String, Value>>,
    /// Warnings about the files that all this was read from.
    #[serde(default)]
    pub warnings: Vec<String>,
}

/// One unit, or a drop-in: sections with their lines.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Sections(pub Vec<(String, Vec<RawLine>)>);

/// A directive and its value.
pub(super) type RawLine = (String, String);

impl Sections {
    /// The sections of a unit, or what is wrong with the value. A section has a value, or a list of them, for
    /// each directive; or a list of pairs, where the order of different directives matters.
    pub(crate) fn from_json(value: &Value) -> Result<Self, String> {
        let mut sections = Vec::new();
        for (section, directives) in value.as_object().ok_or("the unit is no object")? {
            let mut lines = Vec::new();
            let mut add = |directive: &str, value: &Value| {
                let mut all = Vec::new();
                flatten(value, &mut all)
                    .map_err(|()| format!("[{section}] {directive}: an object is no value"))?;
                lines.extend(all.into_iter().map(|line| (directive.to_owned(), line)));
                Ok::<(), String>(())
            };
            match directives {
                Value::Null => {}
                Value::Object(directives) => {
                    directives.iter().try_for_each(|(directive, value)| add(directive, value))?;
                }
                Value::Array(pairs) => {
                    for pair in pairs {
                        let Some([Value::String(directive), value]) = pair.as_array().map(Vec::as_slice)
                        else {
                            return Err(format!("[{section}]: {pair} is no directive with its value"));
                        };
                        add(directive, value)?;
                    }
                }
                _ => return Err(format!("[{section}] is no object")),
            }
            sections.push((section.clone(), lines));
        }
        Ok(Self(sections))
    }

    /// Adds what a drop-in file says: its lines come after those that are there.
    pub(crate) fn extend(&mut self, more: &Self) {
        self.0.extend(more.0.iter().cloned());
    }

    /// The values of a directive, in order.
    pub(crate) fn values<'a>(
        &'a self,
        section: &'a str,
        directive: &'a str,
    ) -> impl Iterator<Item = &'a str> {
        let lines = self.0.iter().filter(move |(name, _)| name == section).flat_map(|(_, lines)| lines);
        lines.filter(move |(name, _)| name == directive).map(|(_, value)| value.as_str())
    }
}

/// The lines that a value stands for.
fn flatten(value: &Value, lines: &mut Vec<String>) -> Result<(), ()> {
    match value {
        Value::Null => {}
        Value::Bool(yes) => lines.push(if *yes { "yes" } else { "no" }.to_owned()),
        Value::Number(number) => lines.push(number.to_string()),
        Value::String(text) => lines.push(joined(text)),
        Value::Array(values) => values.iter().try_for_each(|value| flatten(value, lines))?,
        Value::Object(_) => return Err(()),
    }
    Ok(())
}

/// Joins a line that ends with a backslash to the next: systemd.syntax(7). White space around a value does not
/// count.
fn joined(text: &str) -> String {
    text.replace("\\\n", " ").trim().to_owned()
}
