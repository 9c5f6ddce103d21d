//! The processes of units, as far as the caller may see them: PID 1 only says whose descendants they are.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::super::control::{ProcessStatus, UnitStatus};
use super::super::system::processes::{Process, all, descendants};

/// How much of a command line is shown.
const LONGEST: u64 = 4096;

/// Fills in the processes of units that have any, from `proc`, which is /proc.
pub fn fill(proc: &Path, units: &mut [UnitStatus]) {
    let lacks = |unit: &UnitStatus| {
        unit.processes.is_empty() && !(unit.trackers.is_empty() && unit.adopted.is_empty())
    };
    if !units.iter().any(lacks) {
        return;
    }
    let all = all(proc);
    for unit in units.iter_mut().filter(|unit| lacks(unit)) {
        let own = members(&all, unit);
        let parent = |process: &Process| own.iter().any(|other| other.pid == process.parent);
        let status = |process: &Process| ProcessStatus {
            pid: process.pid,
            parent: if parent(process) { process.parent } else { 0 },
            command: command_line(proc, process.pid),
        };
        unit.processes = own.iter().map(status).collect();
    }
}

fn members(all: &[Process], unit: &UnitStatus) -> Vec<Process> {
    let roots: Vec<i32> = unit.trackers.iter().chain(&unit.adopted).copied().collect();
    let mut members = descendants(all, &roots);
    members.extend(all.iter().filter(|process| unit.adopted.contains(&process.pid)));
    members.sort_unstable();
    members.dedup();
    members
}

/// The command line, words joined by spaces; the short name in brackets where there is none.
fn command_line(proc: &Path, pid: i32) -> String {
    let read = |name: &str| {
        let mut text = Vec::new();
        let file = File::open(proc.join(format!("{pid}/{name}")));
        let _ = file.and_then(|file| file.take(LONGEST).read_to_end(&mut text));
        String::from_utf8_lossy(&text).into_owned()
    };
    match read("cmdline") {
        words if words.is_empty() => format!("[{}]", read("comm").trim_end()),
        words => words.trim_end_matches('\0').replace('\0', " "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_descendants_of_a_tracker_are_a_units_processes_without_itself() {
        let own = i32::try_from(std::process::id()).unwrap();
        let mut sleep = std::process::Command::new("sleep").arg("1000").spawn().unwrap();
        let child = i32::try_from(sleep.id()).unwrap();
        let tracked = UnitStatus { trackers: vec![own], ..UnitStatus::default() };
        let adopted = UnitStatus { adopted: vec![child], ..UnitStatus::default() };
        let mut units = [tracked, adopted, UnitStatus::default()];
        fill(Path::new("/proc"), &mut units);
        let [tracked, adopted, none] = units;
        assert!(tracked.processes.iter().all(|process| process.pid != own));
        assert!(tracked.processes.iter().any(|process| process.pid == child), "{tracked:?}");
        assert_eq!((adopted.processes.len(), adopted.processes[0].pid), (1, child));
        assert!(!adopted.processes[0].command.is_empty() && none.processes.is_empty());
        sleep.kill().unwrap();
        sleep.wait().unwrap();
    }
}
