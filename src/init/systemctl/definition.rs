//! Where units are declared, and `cat`: read from the units.json or the directory that PID 1 was given.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::super::control::UnitStatus;
use super::{Call, Error};
use crate::init::unit::{UnitName, drop_in_directories};
use crate::init::unit_files;

/// The environment variable that overrides where the declarations are, for tests and the curious.
const VARIABLE: &str = "NIX_DOCKER_UNITS";

/// The declarations that PID 1 was given.
pub(super) struct Declarations {
    /// The units.json or the directory.
    path: PathBuf,
    /// Its content in the form of units.json, read when it is first needed: a directory may have a thousand files.
    file: OnceCell<Value>,
}

impl Call<'_> {
    pub(super) fn cat(&mut self) -> Result<u8, Error> {
        self.needs_units()?;
        let mut status = 0;
        for (position, name) in self.units().iter().enumerate() {
            let all = self.declarations();
            let all = all.ok_or_else(|| Error::Refused("No nix-docker init is running here.".into()))?;
            let Some(text) = all.text(name) else {
                self.complain(&format!("No files found for {name}."));
                status = 1;
                continue;
            };
            if position > 0 {
                self.say("")?;
            }
            self.say(text.trim_end())?;
        }
        Ok(status)
    }

    fn declarations(&self) -> Option<&Declarations> {
        let read = || Some(Declarations { path: self.client.declarations()?, file: OnceCell::new() });
        self.declarations.get_or_init(read).as_ref()
    }

    /// The properties of `show` about where a unit is declared.
    pub(super) fn declared(&self, unit: &UnitStatus) -> BTreeMap<&'static str, String> {
        let mut known = BTreeMap::new();
        let all = self.declarations().filter(|_| unit.load_state != "not-found");
        let fragment = all.and_then(|all| all.fragment(&unit.name));
        if let Some(all) = all.filter(|all| all.path.is_dir()) {
            let drop_ins = drop_ins(&all.path, &unit.name);
            let drop_ins: Vec<_> = drop_ins.iter().map(|path| path.display().to_string()).collect();
            known.insert("DropInPaths", drop_ins.join(" "));
        }
        known.insert("FragmentPath", fragment.map_or_else(String::new, |it| it.display().to_string()));
        let slice = all.and_then(|all| all.said(&unit.name, "Slice"));
        known.insert("Slice", slice.unwrap_or_else(|| usual_slice(&unit.name)));
        known
    }

    /// Whether this name, or its template, is declared.
    pub(super) fn is_declared(&self, name: &str) -> bool {
        self.declarations().is_some_and(|all| all.fragment(name).is_some())
    }

    /// The target that is started first.
    pub(super) fn default_target(&self) -> String {
        let settings = self.declarations().and_then(|all| all.file().get("settings"));
        let said = settings.and_then(|settings| settings.get("defaultTarget")).and_then(Value::as_str);
        said.unwrap_or("multi-user.target").to_owned()
    }
}

impl Declarations {
    fn file(&self) -> &Value {
        let read = || unit_files::read(&self.path).ok().and_then(|text| serde_json::from_str(&text).ok());
        self.file.get_or_init(|| read().unwrap_or_default())
    }

    /// The file that declares a unit, or its template.
    fn fragment(&self, name: &str) -> Option<PathBuf> {
        if self.path.is_dir() {
            let files = with_template(name).map(|name| self.path.join(name));
            return files.into_iter().find(|file| file.symlink_metadata().is_ok());
        }
        self.unit(name).map(|_| self.path.clone())
    }

    fn unit(&self, name: &str) -> Option<&Map<String, Value>> {
        let units = self.file().get("units")?.as_object()?;
        with_template(name).find_map(|name| units.get(&name)?.as_object())
    }

    /// The last value of a directive that PID 1 does not keep.
    fn said(&self, name: &str, directive: &str) -> Option<String> {
        if self.path.is_dir() {
            let text = self.text(name)?;
            let values = text.lines().filter_map(|line| line.split_once('='));
            let mut own =
                values.filter(|(known, _)| known.trim() == directive).map(|(_, value)| value.trim());
            return own.next_back().filter(|value| !value.is_empty()).map(str::to_owned);
        }
        let sections = self.unit(name)?.values();
        let value = sections.filter_map(|section| section.get(directive)).next_back()?;
        let last = if let Value::Array(lines) = value { lines.last()? } else { value };
        last.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
    }

    /// A unit's file and its drop-ins, each below its path; what comes from units.json, in the form of a unit file.
    fn text(&self, name: &str) -> Option<String> {
        if self.path.is_dir() {
            return files(&self.path, &self.fragment(name)?, name);
        }
        let units = self.file().get("units")?;
        let mut names = with_template(name);
        let (fragment, unit) = names.find_map(|name| units.get(&name).map(|unit| (name, unit)))?;
        let Some(unit) = unit.as_object() else { return Some(format!("# Unit {name} is masked.")) };
        let mut shown = format!("# {} ({fragment})\n{}", self.path.display(), unit_file(unit));
        for (place, added) in self.added(name) {
            let _ = write!(shown, "# {} ({place})\n{}", self.path.display(), unit_file(added));
        }
        Some(shown)
    }

    /// The drop-ins of units.json that add to a unit, in the order in which they are read.
    fn added(&self, name: &str) -> Vec<(String, &Map<String, Value>)> {
        let (Ok(name), Some(all)) = (name.parse::<UnitName>(), self.file().get("dropIns")) else {
            return Vec::new();
        };
        let mut found = BTreeMap::new();
        for place in drop_in_directories(&name) {
            for (file, added) in all.get(&place).and_then(Value::as_object).into_iter().flatten() {
                let added = added.as_object().map(|added| (format!("{place}.d/{file}"), added));
                found.entry(file).or_insert(added);
            }
        }
        found.into_values().flatten().collect()
    }
}

/// The name, and that of its template.
fn with_template(name: &str) -> impl Iterator<Item = String> {
    let template = name.parse::<UnitName>().ok().and_then(|name| name.template());
    std::iter::once(name.to_owned()).chain(template.map(|template| template.to_string()))
}

/// The files that add to a unit, in the order in which they are read.
fn drop_ins(directory: &Path, name: &str) -> Vec<PathBuf> {
    let Ok(name) = name.parse::<UnitName>() else { return Vec::new() };
    let mut found = BTreeMap::new();
    let places = drop_in_directories(&name).into_iter().map(|place| directory.join(format!("{place}.d")));
    for entry in places.filter_map(|place| place.read_dir().ok()).flatten().flatten() {
        let file = entry.file_name().to_string_lossy().into_owned();
        if !file.starts_with('.') && Path::new(&file).extension().is_some_and(|extension| extension == "conf")
        {
            found.entry(file).or_insert_with(|| entry.path());
        }
    }
    found.into_values().collect()
}

/// The slice that systemd would put it in by default: there are none here.
fn usual_slice(name: &str) -> String {
    match name.split_once('@') {
        Some((prefix, _)) => format!("system-{}.slice", prefix.replace('-', "\\x2d")),
        None => "system.slice".to_owned(),
    }
}

fn files(directory: &Path, fragment: &Path, name: &str) -> Option<String> {
    let read = |path: &Path| std::fs::read_to_string(path).ok();
    let text = read(fragment)?;
    if text.is_empty() {
        return Some(format!("# Unit {name} is masked."));
    }
    let mut shown = format!("# {}\n{text}", fragment.display());
    for path in drop_ins(directory, name) {
        let _ = write!(shown, "\n# {}\n{}", path.display(), read(&path).unwrap_or_default());
    }
    Some(shown)
}

/// A unit in the form of a unit file.
fn unit_file(unit: &Map<String, Value>) -> String {
    let mut text = String::new();
    for (section, directives) in unit {
        let Some(directives) = directives.as_object().filter(|directives| !directives.is_empty()) else {
            continue;
        };
        let _ = writeln!(text, "[{section}]");
        for (name, value) in directives {
            let values = match value {
                Value::Array(values) => values.clone(),
                Value::Null => continue,
                value => vec![value.clone()],
            };
            for value in values {
                let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                let _ = writeln!(text, "{name}={}", value.replace('\n', "\\\n"));
            }
        }
        text.push('\n');
    }
    text
}

/// The file that the first `nix-docker init FILE` among the processes was started with. It is not
/// always PID 1: `docker run --init` puts another before it.
pub(super) fn given_to_init(proc: &Path) -> Option<PathBuf> {
    if let Some(path) = std::env::var_os(VARIABLE) {
        return Some(path.into());
    }
    let mut pids: Vec<u32> = proc
        .read_dir()
        .ok()?
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .collect();
    pids.sort_unstable();
    pids.into_iter().find_map(|pid| {
        let line = std::fs::read_to_string(proc.join(pid.to_string()).join("cmdline")).ok()?;
        let mut words = line.split('\0');
        let _program = words.next()?;
        (words.next()? == "init").then(|| words.next().map(PathBuf::from)).flatten()
    })
}

#[cfg(test)]
mod tests;
