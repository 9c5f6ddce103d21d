//! `status`: what a person wants to know about a unit, at a glance.

use std::fmt::Write;
use std::path::Path;

use super::super::control::{Detail, ProcessStatus, Request, UnitStatus};
use super::listings::mark;
use super::printable::printable;
use super::processes;
use super::states::{NOT_RUNNING, UNKNOWN};
use super::time_format::{now, point, relative};
use super::{Call, Error};
use crate::init::supervisor::state::setup_step;
use crate::init::unit::Signal;

impl Call<'_> {
    pub(super) fn status(&mut self) -> Result<u8, Error> {
        if self.names.is_empty() {
            return self.overview();
        }
        let mut status = 0;
        let mut shown = 0;
        let mut units = self.states()?;
        processes::fill(Path::new("/proc"), &mut units);
        for unit in units {
            let code = match (unit.load_state.as_str(), unit.active_state.as_str()) {
                ("not-found", _) => UNKNOWN,
                (_, "inactive" | "failed") => NOT_RUNNING,
                _ => 0,
            };
            status = if status == 0 { code } else { status };
            if code == UNKNOWN {
                self.complain(&format!("Unit {} could not be found.", unit.name));
                continue;
            }
            if shown > 0 {
                self.say("")?;
            }
            shown += 1;
            let loaded = self.loaded(&unit);
            let text = described(&unit, &loaded, now(), self.colour);
            write!(self.out, "{text}")?;
        }
        Ok(status)
    }

    /// `loaded (/etc/units/httpd.service; enabled)`
    fn loaded(&self, unit: &UnitStatus) -> String {
        if unit.load_state != "loaded" {
            return format!("{} (Reason: {})", unit.load_state, load_reason(unit));
        }
        let path = self.declared(unit).remove("FragmentPath").filter(|path| !path.is_empty());
        let parts =
            path.into_iter().chain(Some(unit.unit_file_state.clone()).filter(|state| !state.is_empty()));
        let parts = parts.collect::<Vec<_>>().join("; ");
        if parts.is_empty() { "loaded".to_owned() } else { format!("loaded ({parts})") }
    }

    /// The whole container: its state, and which processes belong to which unit.
    fn overview(&mut self) -> Result<u8, Error> {
        let mut reply = self.ask(&Request::status(Vec::new(), Detail::Brief))?;
        processes::fill(Path::new("/proc"), &mut reply.units);
        let host = nix::unistd::gethostname().unwrap_or_default();
        let failed: Vec<_> = reply.units.iter().filter(|unit| unit.active_state == "failed").collect();
        let jobs = reply.units.iter().filter(|unit| !unit.job.is_empty()).count();
        let (dot, colour) = if failed.is_empty() { ("●", "\x1b[1;32m") } else { ("×", "\x1b[1;31m") };
        let mut text = format!("{} {}\n", paint(dot, colour, self.colour), host.to_string_lossy());
        let _ = writeln!(text, "    State: {}", paint(&reply.system_state, colour, self.colour));
        let _ = writeln!(text, "    Units: {} loaded", reply.units.len());
        let _ = writeln!(text, "     Jobs: {jobs} queued");
        let _ = writeln!(text, "   Failed: {} units", failed.len());
        for unit in failed {
            let _ = writeln!(text, "           {} {}", unit.name, unit.result);
        }
        for unit in reply.units.iter().filter(|unit| !unit.processes.is_empty()) {
            let (dot, colour) = mark(unit);
            let _ = writeln!(text, "\n{} {}", paint(dot, colour, self.colour), unit.name);
            tree(&mut text, &unit.processes, "  ");
        }
        write!(self.out, "{text}")?;
        Ok(0)
    }
}

pub(super) fn paint(text: &str, colour: &str, colours: bool) -> String {
    if colours && !colour.is_empty() { format!("{colour}{text}\x1b[0m") } else { text.to_owned() }
}

/// Why a unit is not loaded.
pub(super) fn load_reason(unit: &UnitStatus) -> String {
    let name = &unit.name;
    match unit.load_state.as_str() {
        "masked" => format!("Unit {name} is masked."),
        "bad-setting" => format!("Unit {name} has a bad unit file setting."),
        "not-found" => format!("Unit {name} not found."),
        other => format!("Unit {name} has the load state {other}."),
    }
}

/// The lines that `LogLevelMax=` lets into the log, without the prefix for their level: sd-daemon(3).
fn logged(unit: &UnitStatus) -> Vec<&str> {
    let property = |name: &str| unit.properties.get(name).map(String::as_str);
    let number = |name: &str| property(name).and_then(|text| text.parse::<u8>().ok());
    let (usual, most) = (number("SyslogLevel").unwrap_or(6), number("LogLevelMax").unwrap_or(7));
    let with_prefix = property("SyslogLevelPrefix") != Some("no");
    let lines = unit.log.iter().filter_map(|line| {
        let (level, text) = match line.as_bytes() {
            [b'<', digit @ b'0'..=b'7', b'>', ..] if with_prefix => (digit - b'0', &line[3..]),
            _ => (usual, line.as_str()),
        };
        (level <= most).then_some(text)
    });
    lines.collect()
}

/// The text about one unit. Writing to a string can't fail, so results of `writeln!` are dropped.
fn described(unit: &UnitStatus, loaded: &str, now: u64, colours: bool) -> String {
    let (dot, colour) = mark(unit);
    let mut text = format!("{} {}", paint(dot, colour, colours), unit.name);
    if !unit.description.is_empty() && unit.description != unit.name {
        let _ = write!(text, " - {}", unit.description);
    }
    text.push('\n');
    let _ = writeln!(text, "     Loaded: {loaded}");
    let _ = writeln!(text, "     Active: {}", activity(unit, now, colour, colours));
    if !unit.invocation_id.is_empty() {
        let _ = writeln!(text, " Invocation: {}", unit.invocation_id);
    }
    let triggers = unit.properties.get("TriggeredBy").map_or("", String::as_str).split(' ');
    for (position, name) in triggers.filter(|name| !name.is_empty()).enumerate() {
        let title = if position == 0 { "TriggeredBy:" } else { "            " };
        let _ = writeln!(text, "{title} {name}");
    }
    if !unit.triggers.is_empty() {
        if unit.next_elapse > 0 {
            let _ = writeln!(
                text,
                "    Trigger: {}; {}",
                point(unit.next_elapse),
                relative(unit.next_elapse, now)
            );
        }
        let _ = writeln!(text, "   Triggers: {}", unit.triggers);
    }
    if unit.properties.get("Accept").is_some_and(|accept| accept == "yes") {
        let count = |name: &str| unit.properties.get(name).map_or("0", String::as_str);
        let _ = write!(text, "   Accepted: {}; Connected: {};", count("NAccepted"), count("NConnections"));
        match count("NRefused") {
            "0" => text.push('\n'),
            refused => writeln!(text, "  Refused: {refused}").unwrap_or_default(),
        }
    }
    for (position, address) in unit.listen.iter().enumerate() {
        let title = if position == 0 { "     Listen:" } else { "            " };
        let _ = writeln!(text, "{title} {address}");
    }
    for (position, document) in unit.documentation.iter().enumerate() {
        let title = if position == 0 { "       Docs:" } else { "            " };
        let _ = writeln!(text, "{title} {document}");
    }
    if unit.main_pid > 0 {
        let _ = writeln!(text, "   Main PID: {}{}", unit.main_pid, command_of(unit, unit.main_pid));
    } else if unit.exec_main_pid > 0 {
        let _ = writeln!(text, "   Main PID: {} ({})", unit.exec_main_pid, ended(unit));
    }
    if unit.control_pid > 0 {
        let _ = writeln!(text, "    Control: {}{}", unit.control_pid, command_of(unit, unit.control_pid));
    }
    if !unit.status_text.is_empty() {
        let _ = writeln!(text, "     Status: \"{}\"", printable(&unit.status_text));
    }
    if unit.restarts > 0 {
        let _ = writeln!(text, "   Restarts: {}", unit.restarts);
    }
    if !unit.job.is_empty() {
        let _ = writeln!(text, "        Job: {}", unit.job);
    }
    if !unit.processes.is_empty() {
        let _ = writeln!(text, "  Processes: {}", unit.processes.len());
        tree(&mut text, &unit.processes, "             ");
    }
    let lines = logged(unit);
    if !lines.is_empty() {
        text.push('\n');
        for line in lines {
            let _ = writeln!(text, "{}", printable(line));
        }
    } else if unit.log_withheld {
        text.push_str("\nOnly root and the unit's own user see what it has logged.\n");
    }
    text
}

/// `active (running) since Sun 2026-11-22 16:02:17 UTC; 5min ago`
fn activity(unit: &UnitStatus, now: u64, colour: &str, colours: bool) -> String {
    let state = if unit.sub_state == unit.active_state {
        unit.active_state.clone()
    } else {
        format!("{} ({})", unit.active_state, unit.sub_state)
    };
    let mut text = paint(&state, colour, colours);
    if unit.active_state == "failed" && !unit.result.is_empty() {
        let _ = write!(text, " (Result: {})", unit.result);
    }
    let since = match unit.active_state.as_str() {
        "active" | "reloading" => unit.active_enter,
        "inactive" | "failed" => unit.inactive_enter,
        "activating" => unit.inactive_exit,
        _ => unit.active_exit,
    };
    if since > 0 {
        let _ = write!(text, " since {}; {}", point(since), relative(since, now));
    }
    if unit.active_state == "inactive" && !unit.condition_result && unit.condition_time > 0 {
        let _ = write!(text, "; a condition was not met at {}", point(unit.condition_time));
    }
    text
}

/// The name of an exit status, from the C library or systemd: systemd.exec(5), "Process Exit Codes".
fn exit_name(status: i32) -> Option<&'static str> {
    match status {
        0 => Some("SUCCESS"),
        1 => Some("FAILURE"),
        _ => setup_step(status),
    }
}

/// `code=exited, status=1/FAILURE`
fn ended(unit: &UnitStatus) -> String {
    match unit.exec_main_code {
        1 => match exit_name(unit.exec_main_status) {
            Some(name) => format!("code=exited, status={}/{name}", unit.exec_main_status),
            None => format!("code=exited, status={}", unit.exec_main_status),
        },
        code => {
            let signal = Signal::from_number(unit.exec_main_status);
            let name = signal.map_or_else(|| unit.exec_main_status.to_string(), |signal| signal.to_string());
            let how = if code == 3 { "dumped" } else { "killed" };
            format!("code={how}, signal={}", name.trim_start_matches("SIG"))
        }
    }
}

/// ` (httpd)`
fn command_of(unit: &UnitStatus, pid: i32) -> String {
    let process = unit.processes.iter().find(|process| process.pid == pid);
    let program = process.and_then(|process| process.command.split_whitespace().next());
    let name = program.map(|program| program.rsplit('/').next().unwrap_or(program).trim_end_matches(':'));
    name.map_or_else(String::new, |name| format!(" ({})", printable(name)))
}

fn tree(text: &mut String, all: &[ProcessStatus], indent: &str) {
    let known = |pid: i32| all.iter().any(|process| process.pid == pid);
    let roots: Vec<_> = all.iter().filter(|process| !known(process.parent)).collect();
    branches(text, all, &roots, indent, 0);
}

fn branches(text: &mut String, all: &[ProcessStatus], level: &[&ProcessStatus], indent: &str, depth: usize) {
    for (position, process) in level.iter().enumerate() {
        let last = position + 1 == level.len();
        let (branch, below) = if last { ("└─", "  ") } else { ("├─", "│ ") };
        let _ = writeln!(text, "{indent}{branch}{} {}", process.pid, printable(&process.command));
        let children: Vec<_> =
            all.iter().filter(|child| child.parent == process.pid && child.pid != process.pid).collect();
        if depth < 16 {
            branches(text, all, &children, &format!("{indent}{below}"), depth + 1);
        }
    }
}
