//! Programs that units run and the image lacks, as far as an image can tell: what a volume, a mount or a build
//! script may bring exists only in the container.

use std::path::Path;

use super::super::environment::DEFAULT_PATH;
use super::super::systemd_programs::NAMES;
use super::super::unit::{ExecCommand, ExecContext, Kind, Unit, UnitFile};
use super::missing_from_package;

/// Directories that are filled only when a container runs.
const FILLED_LATER: &[&str] = &["/dev", "/proc", "/run", "/sys", "/tmp", "/var"];

/// A link that is made when the container starts, to this program under its names, such as `systemctl`.
const OWN_PROGRAMS: &str = "/run/current-system/systemd/bin";

/// What an image has at a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum File {
    /// There is nothing at the path.
    Missing,
    /// Something that is not a file.
    Other,
    /// A file: whether it may be executed, and how it begins.
    There(bool, Vec<u8>),
}

/// The image in which units will run.
pub(crate) struct Image<'a> {
    /// What it has at an absolute path.
    pub file: &'a dyn Fn(&str) -> File,
    /// Whether the image has more files outside the store than the configuration makes.
    pub is_changed: bool,
    /// Directories that are volumes.
    pub volumes: &'a [String],
}

impl Image<'_> {
    /// A warning for each command of a unit that can't be run.
    pub(crate) fn warnings(&self, file: &UnitFile) -> Vec<String> {
        let mut warnings = Vec::new();
        // A unit with a condition may be meant for another image.
        for unit in file.units.values().filter(|unit| unit.conditions.is_empty()) {
            for (directive, command, context) in commands(unit) {
                if let Some(what) = self.flaw_of(command, context) {
                    let line = match missing_from_package::described(&command.path) {
                        Some(absent) => format!("{}: {directive}: {absent}", unit.name),
                        None => format!("{}: {directive}={}: {what}", unit.name, command.path),
                    };
                    warnings.push(line);
                }
            }
        }
        warnings
    }

    fn flaw_of(&self, command: &ExecCommand, context: &ExecContext) -> Option<String> {
        let path = command.path.as_str();
        if command.ignore_failure
            || command.via_shell
            || context.view.root.is_some()
            || path.contains(['$', '%'])
        {
            return None;
        }
        if path.contains('/') {
            return self.flaw(path, context);
        }
        self.not_on_path(path, context)
            .then(|| "no such program is on the service's PATH (systemd.services.NAME.path)".to_owned())
    }

    fn flaw(&self, path: &str, context: &ExecContext) -> Option<String> {
        match self.look(path)? {
            File::Missing if Path::new(path).exists() && !path.starts_with("/nix/store/") => Some(
                "it is on this machine, not in the image: \"${./FILE}\" in the configuration takes a file along"
                    .to_owned(),
            ),
            File::Missing => Some("it is not in the image".to_owned()),
            File::Other => Some("it is no file".to_owned()),
            File::There(false, _) => Some("it is not executable (chmod +x)".to_owned()),
            File::There(true, head) => match head.strip_prefix(b"#!") {
                Some(line) => self.flaw_of_script(line, context),
                None => loader(&head).and_then(|loader| {
                    let is_missing = self.look(&loader)? == File::Missing;
                    is_missing.then(|| format!("it needs {loader}, which is not in the image"))
                }),
            },
        }
    }

    /// What is wrong with a script's interpreter, which `line`, its first, names.
    fn flaw_of_script(&self, line: &[u8], context: &ExecContext) -> Option<String> {
        let line =
            line.split(|byte| *byte == b'\n').next().and_then(|line| std::str::from_utf8(line).ok())?;
        let mut words = line.split_whitespace();
        let interpreter = words.next()?;
        if self.look(interpreter)? == File::Missing {
            return Some(format!("its first line names {interpreter}, which is not in the image"));
        }
        if Path::new(interpreter).file_name()? != "env" {
            return None;
        }
        let program = words.find(|word| !word.starts_with('-') && !word.contains('='))?;
        let is_missing = !program.contains('/') && self.not_on_path(program, context);
        is_missing.then(|| {
            format!("its first line names {program}, which is not on the service's PATH (systemd.services.NAME.path)")
        })
    }

    fn not_on_path(&self, name: &str, context: &ExecContext) -> bool {
        let of_unit =
            context.exec_search_path.iter().map(|directory| directory.to_string_lossy().into_owned());
        let all = of_unit.chain(search_path(context).split(':').map(str::to_owned));
        all.map(|directory| self.look(&format!("{directory}/{name}")))
            .all(|found| matches!(found, Some(File::Missing | File::Other)))
    }

    /// What the image has at a path, `None` where that can't be known.
    fn look(&self, path: &str) -> Option<File> {
        // It is on every unit's PATH and holds only these programs.
        if let Some(name) = path.strip_prefix(OWN_PROGRAMS) {
            let is_own =
                matches!(name, "/nix-docker" | "/systemctl") || NAMES.contains(&name.trim_start_matches('/'));
            return Some(if is_own { File::There(true, Vec::new()) } else { File::Missing });
        }
        let is_below = |directory: &str| Path::new(path).starts_with(directory);
        let is_in_store = is_below("/nix/store");
        let is_open = FILLED_LATER.iter().any(|directory| is_below(directory))
            || self.volumes.iter().any(|volume| is_below(volume))
            || self.is_changed;
        (is_in_store || !is_open).then(|| (self.file)(path))
    }
}

fn search_path(context: &ExecContext) -> &str {
    let variables = context.environment.iter().rev();
    variables
        .filter(|(name, _)| name == "PATH")
        .map(|(_, value)| value.as_str())
        .next()
        .unwrap_or(DEFAULT_PATH)
}

/// All commands of a unit, with their directives.
fn commands(unit: &Unit) -> Vec<(&'static str, &ExecCommand, &ExecContext)> {
    let (lists, context) = match &unit.kind {
        Kind::Service(service) => (
            vec![
                ("ExecCondition", &service.exec_condition),
                ("ExecStartPre", &service.exec_start_pre),
                ("ExecStart", &service.exec_start),
                ("ExecStartPost", &service.exec_start_post),
                ("ExecReload", &service.exec_reload),
                ("ExecStop", &service.exec_stop),
                ("ExecStopPost", &service.exec_stop_post),
            ],
            &service.context,
        ),
        Kind::Socket(socket) => (
            vec![
                ("ExecStartPre", &socket.exec_start_pre),
                ("ExecStartPost", &socket.exec_start_post),
                ("ExecStopPre", &socket.exec_stop_pre),
                ("ExecStopPost", &socket.exec_stop_post),
            ],
            &socket.context,
        ),
        _ => return Vec::new(),
    };
    let mut all = Vec::new();
    for (directive, commands) in lists {
        all.extend(commands.iter().map(|command| (directive, command, context)));
    }
    all
}

/// The loader that a program for Linux names: the segment `PT_INTERP` of an ELF file, elf(5).
fn loader(head: &[u8]) -> Option<String> {
    const PT_INTERP: u64 = 3;
    let little = head.get(5) == Some(&1);
    let wide = head.get(4) == Some(&2);
    let number = |at: usize, length: usize| {
        let bytes = head.get(at..at.checked_add(length)?)?;
        let join = |value: u64, byte: &u8| value << 8 | u64::from(*byte);
        Some(if little { bytes.iter().rev().fold(0, join) } else { bytes.iter().fold(0, join) })
    };
    let at = |narrow: usize, broad: usize, length: usize| number(if wide { broad } else { narrow }, length);
    let word = if wide { 8 } else { 4 };
    head.starts_with(b"\x7fELF").then_some(())?;
    let (table, size, count) = (at(28, 32, word)?, at(42, 54, 2)?, at(44, 56, 2)?);
    let headers = (0..count).map_while(|index| usize::try_from(table + index * size).ok());
    let segment = headers.into_iter().find(|header| number(*header, 4) == Some(PT_INTERP))?;
    let of_segment = |narrow: usize, broad: usize| number(segment + if wide { broad } else { narrow }, word);
    let (offset, length) =
        (usize::try_from(of_segment(4, 8)?).ok()?, usize::try_from(of_segment(16, 32)?).ok()?);
    let text = head.get(offset..offset.checked_add(length)?)?;
    String::from_utf8(text.strip_suffix(b"\0")?.to_vec()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::init::unit::Host;
    use serde_json::json;

    fn warnings(service: &serde_json::Value, is_changed: bool) -> Vec<String> {
        let units = json!({ "version": 1, "units": { "a.service": { "Service": service } } });
        let file = UnitFile::parse(&units.to_string(), &Host::default()).unwrap();
        let look = |path: &str| match path {
            "/bin/sh" | "/usr/bin/env" | "/p/bin/python3" => File::There(true, Vec::new()),
            "/nix/store/x/plain" => File::There(false, Vec::new()),
            "/nix/store/x/sh" => File::There(true, b"#! /bin/sh -e\n".to_vec()),
            "/nix/store/x/zsh" => File::There(true, b"#!/bin/zsh\n".to_vec()),
            "/nix/store/x/py" => File::There(true, b"#!/usr/bin/env -S python3 -u\n".to_vec()),
            "/nix/store/x" => File::Other,
            _ => File::Missing,
        };
        let volumes = ["/data".to_owned()];
        Image { file: &look, is_changed, volumes: &volumes }.warnings(&file)
    }

    fn of(path: &str) -> Vec<String> {
        warnings(&json!({ "ExecStart": path }), false)
    }

    #[test]
    fn what_is_not_there_or_can_not_be_executed_is_said() {
        let not_there = "it is not in the image";
        assert_eq!(of("/opt/app/run"), [format!("a.service: ExecStart=/opt/app/run: {not_there}")]);
        assert_eq!(
            of("/nix/store/y/bin/a"),
            [format!("a.service: ExecStart=/nix/store/y/bin/a: {not_there}")]
        );
        assert!(
            of("/etc/passwd")[0].contains("it is on this machine, not in the image"),
            "{:?}",
            of("/etc/passwd")
        );
        assert!(of("/nix/store/x")[0].ends_with(": it is no file"));
        assert!(of("/nix/store/x/plain")[0].ends_with(": it is not executable (chmod +x)"));
        assert!(of("no-such")[0].contains("no such program is on the service's PATH ("));
        let others = json!({ "ExecStart": "/bin/sh", "ExecStop": "/no", "ExecReload": "-/no" });
        assert_eq!(warnings(&others, false), ["a.service: ExecStop=/no: it is not in the image"]);
    }

    #[test]
    fn a_scripts_interpreter_is_looked_for() {
        assert_eq!(of("/nix/store/x/sh"), [""; 0]);
        assert!(
            of("/nix/store/x/zsh")[0].ends_with("its first line names /bin/zsh, which is not in the image")
        );
        assert!(of("/nix/store/x/py")[0].contains("names python3, which is not on the service's PATH"));
        let with = json!({ "ExecStart": "/nix/store/x/py", "Environment": "PATH=/p/bin" });
        assert_eq!(warnings(&with, false), [""; 0]);
    }

    #[test]
    fn the_path_of_every_unit_hides_no_missing_program() {
        let with = |program: &str| {
            let path = "PATH=/p/bin:/run/current-system/systemd/bin";
            warnings(&json!({ "ExecStart": program, "Environment": path }), false)
        };
        assert!(
            with("node app.js")[0].contains("ExecStart=node: no such program is on the service's PATH (")
        );
        assert_eq!(with("python3 app.py"), [""; 0]);
        assert_eq!(with("systemctl reload a.service"), [""; 0]);
        assert_eq!(with("systemd-cat app"), [""; 0]);
    }

    #[test]
    fn what_a_volume_a_base_or_a_script_may_bring_is_not_missing() {
        assert_eq!(of("/data/run"), [""; 0]);
        assert_eq!(of("/run/wrappers/bin/sudo"), [""; 0]);
        assert_eq!(warnings(&json!({ "ExecStart": "/usr/bin/app" }), true), [""; 0]);
        assert_eq!(warnings(&json!({ "ExecStart": "/nix/store/y/a" }), true).len(), 1);
    }

    #[test]
    fn the_loader_of_a_program_is_read() {
        let own = std::fs::read("/bin/sh").unwrap();
        let loader = loader(&own[..4096]).unwrap();
        assert!(loader.starts_with("/lib") && loader.contains("ld-"), "{loader}");
        assert_eq!(super::loader(b"\x7fELF\x02\x01"), None);
    }
}
