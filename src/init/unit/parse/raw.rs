//! `units.json` as it is written, before anything is understood.

use super::super::{ForeignUsers, LogFormat};
use serde::Deserialize;
use serde_json::{Map, Value};

/// The version of the format that this program reads and writes.
pub const VERSION: u64 = 1;

/// Only the version, which is looked at before the rest.
#[derive(Deserialize)]
pub struct Version {
    pub version: u64,
}

/// The whole file.
#[derive(Deserialize)]
pub struct File {
    #[serde(default)]
    pub settings: Settings,
    #[serde(default)]
    pub tmpfiles: Vec<String>,
    #[serde(default)]
    pub units: serde_json::Map<String, Value>,
}

/// `settings`.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub struct Settings {
    pub default_target: Option<String>,
    pub essential: Vec<String>,
    pub log_format: LogFormat,
    pub foreign_users: ForeignUsers,
    pub allow_unsupported: bool,
    pub verbose: bool,
    pub stop_timeout_sec: Option<f64>,
    pub build_scripts: Vec<std::path::PathBuf>,
}

/// One unit: sections with directives with lines.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sections(pub Vec<(String, Vec<Lines>)>);

/// A directive and its lines.
type Lines = (String, Vec<String>);

impl Sections {
    /// The sections of a unit, or what is wrong with the value.
    pub fn from_json(value: &Value) -> Result<Self, String> {
        let object = |value: &Value, what: &str| -> Result<Map<String, Value>, String> {
            value.as_object().cloned().ok_or_else(|| format!("{what} is no object"))
        };
        let mut sections = Vec::new();
        for (section, directives) in object(value, "the unit")? {
            let mut lines = Vec::new();
            if !directives.is_null() {
                for (directive, value) in object(&directives, &format!("[{section}]"))? {
                    let mut all = Vec::new();
                    flatten(&value, &mut all)
                        .map_err(|()| format!("[{section}] {directive}: an object is no value"))?;
                    if !all.is_empty() {
                        lines.push((directive, all));
                    }
                }
            }
            sections.push((section, lines));
        }
        Ok(Self(sections))
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

/// A line that goes on after a backslash at its end is one line: systemd.syntax(7).
fn joined(text: &str) -> String {
    text.replace("\\\n", " ")
}
