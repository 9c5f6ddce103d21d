//! `cat` and `list-dependencies`: how units are declared, from the units.json that PID 1 was given.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::states::UNKNOWN;
use super::{Call, Error};
use crate::init::unit_files;

/// Overrides where the declarations are, for tests and the curious.
const VARIABLE: &str = "NIX_DOCKER_UNITS";

/// What one unit pulls in.
const FORWARD: [&str; 5] = ["Requires", "Requisite", "Wants", "BindsTo", "Upholds"];

impl Call<'_> {
    pub(super) fn cat(&mut self) -> Result<u8, Error> {
        self.needs_units()?;
        let (path, units) = declarations()?;
        let mut status = 0;
        for (position, name) in self.units().iter().enumerate() {
            let Some(unit) = units.get(name).and_then(Value::as_object) else {
                self.complain(&format!("No files found for {name}."));
                status = 1;
                continue;
            };
            if position > 0 {
                self.say("")?;
            }
            let text = format!("# {} ({name})\n{}", path.display(), unit_file(unit));
            self.say(text.trim_end())?;
        }
        Ok(status)
    }

    pub(super) fn list_dependencies(&mut self) -> Result<u8, Error> {
        let (_, units) = declarations()?;
        let mut roots = self.units();
        if roots.is_empty() {
            roots.push("multi-user.target".into());
        }
        for root in roots {
            let everybody = units.values().flat_map(|unit| install(unit, "WantedBy"));
            if !units.contains_key(&root) && !everybody.collect::<Vec<_>>().contains(&root) {
                self.complain(&format!("Unit {root} could not be found."));
                return Ok(UNKNOWN);
            }
            self.say(&root)?;
            self.branch(&units, &root, "", &mut vec![root.clone()])?;
        }
        Ok(0)
    }

    fn branch(
        &mut self,
        units: &Map<String, Value>,
        name: &str,
        indent: &str,
        trail: &mut Vec<String>,
    ) -> Result<(), Error> {
        let next = if self.options.reverse { wanting(units, name) } else { wanted(units, name) };
        let next: Vec<String> = next.into_iter().filter(|name| !trail.contains(name)).collect();
        for (position, child) in next.iter().enumerate() {
            let last = position + 1 == next.len();
            let (branch, below) = if last { ("└─", "  ") } else { ("├─", "│ ") };
            self.say(&format!("{indent}{branch}{child}"))?;
            trail.push(child.clone());
            self.branch(units, child, &format!("{indent}{below}"), trail)?;
            trail.pop();
        }
        Ok(())
    }
}

fn list(value: Option<&Value>) -> Vec<String> {
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    match value {
        Some(Value::String(text)) => words(text),
        Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).flat_map(words).collect(),
        _ => Vec::new(),
    }
}

fn install(unit: &Value, directive: &str) -> Vec<String> {
    list(unit.get("Install").and_then(|section| section.get(directive)))
}

/// What `name` pulls in, by its own word and by others'.
fn wanted(units: &Map<String, Value>, name: &str) -> BTreeSet<String> {
    let own = units.get(name).and_then(|unit| unit.get("Unit"));
    let forward = FORWARD.iter().flat_map(|directive| list(own.and_then(|section| section.get(*directive))));
    let by = |unit: &Value| {
        let wanted_by = ["WantedBy", "RequiredBy", "UpheldBy"];
        wanted_by.iter().any(|directive| install(unit, directive).iter().any(|target| target == name))
    };
    forward.chain(units.iter().filter(|(_, unit)| by(unit)).map(|(name, _)| name.clone())).collect()
}

/// What pulls in `name`.
fn wanting(units: &Map<String, Value>, name: &str) -> BTreeSet<String> {
    let own = units.get(name);
    let by = ["WantedBy", "RequiredBy", "UpheldBy"];
    let by = by.iter().flat_map(|directive| own.map(|unit| install(unit, directive)).unwrap_or_default());
    let pulls = |unit: &Value| {
        let section = unit.get("Unit");
        FORWARD
            .iter()
            .any(|one| list(section.and_then(|section| section.get(*one))).iter().any(|known| known == name))
    };
    by.chain(units.iter().filter(|(_, unit)| pulls(unit)).map(|(name, _)| name.clone())).collect()
}

/// A unit as systemd would have it in a file.
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

fn declarations() -> Result<(PathBuf, Map<String, Value>), Error> {
    let path = std::env::var_os(VARIABLE).map(PathBuf::from).or_else(|| given_to_init(Path::new("/proc")));
    let path = path.ok_or_else(|| Error::Refused("No nix-docker init is running here.".into()))?;
    let unreadable =
        |why: &dyn std::fmt::Display| Error::Refused(format!("Failed to read {}: {why}", path.display()));
    let text = unit_files::read(&path).map_err(|error| unreadable(&error))?;
    let mut file: Value = serde_json::from_str(&text).map_err(|error| unreadable(&error))?;
    match file.get_mut("units").map(Value::take) {
        Some(Value::Object(units)) => Ok((path, units)),
        _ => Err(unreadable(&"it has no units")),
    }
}

/// The file that the first `nix-docker init FILE` among the processes was started with. It is not
/// always PID 1: `docker run --init` puts another before it.
fn given_to_init(proc: &Path) -> Option<PathBuf> {
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
mod tests {
    use serde_json::json;

    use super::*;

    fn units() -> Map<String, Value> {
        let units = json!({
            "multi-user.target": { "Unit": { "Wants": ["b.service"] } },
            "a.service": {
                "Unit": { "Description": "A", "Requires": "b.service c.service", "After": null },
                "Service": { "ExecStart": ["", "/bin/a"], "RemainAfterExit": true },
                "X-Nothing": {},
                "Install": { "WantedBy": ["multi-user.target"] }
            },
            "b.service": {}
        });
        units.as_object().unwrap().clone()
    }

    fn words(set: BTreeSet<String>) -> Vec<String> {
        set.into_iter().collect()
    }

    #[test]
    fn dependencies_go_both_ways() {
        assert_eq!(words(wanted(&units(), "multi-user.target")), ["a.service", "b.service"]);
        assert_eq!(words(wanted(&units(), "a.service")), ["b.service", "c.service"]);
        assert_eq!(words(wanting(&units(), "b.service")), ["a.service", "multi-user.target"]);
        assert_eq!(words(wanting(&units(), "a.service")), ["multi-user.target"]);
    }

    #[test]
    fn a_unit_is_shown_as_a_unit_file() {
        let text = unit_file(units()["a.service"].as_object().unwrap());
        let expected = "[Unit]\nDescription=A\nRequires=b.service c.service\n\n\
                        [Service]\nExecStart=\nExecStart=/bin/a\nRemainAfterExit=true\n\n\
                        [Install]\nWantedBy=multi-user.target\n\n";
        assert_eq!(text, expected);
    }

    #[test]
    fn the_inits_file_is_found_also_below_another_pid_1() {
        let proc = tempfile::tempdir().unwrap();
        for (pid, line) in
            [("1", "/sbin/docker-init\0--\0nix-docker\0"), ("7", "/x/nix-docker\0init\0/u.json\0"), ("9", "")]
        {
            std::fs::create_dir(proc.path().join(pid)).unwrap();
            std::fs::write(proc.path().join(pid).join("cmdline"), line).unwrap();
        }
        std::fs::create_dir(proc.path().join("self")).unwrap();
        assert_eq!(given_to_init(proc.path()), Some("/u.json".into()));
    }
}
