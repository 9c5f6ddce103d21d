//! Which processes there are and whose children they are, from /proc.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read;

/// One living process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Process {
    /// Its id.
    pub pid: i32,
    /// Its parent's.
    pub parent: i32,
}

/// Every process that is not a zombie, by pid.
pub fn all() -> Vec<Process> {
    let Ok(entries) = fs::read_dir("/proc") else { return Vec::new() };
    entries
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<i32>().ok())
        .filter_map(|pid| {
            stat(pid).filter(|(_, state)| !matches!(state, 'Z' | 'X')).map(|(parent, _)| (pid, parent))
        })
        .map(|(pid, parent)| Process { pid, parent })
        .collect()
}

/// The parent and the state of a process: fields 4 and 3 of `proc_pid_stat(5)`.
pub fn stat(pid: i32) -> Option<(i32, char)> {
    // The state and the parent are near the beginning: one read has them.
    let mut stat = [0; 256];
    let length = fs::File::open(format!("/proc/{pid}/stat")).ok()?.read(&mut stat).ok()?;
    let stat = String::from_utf8_lossy(&stat[..length]);
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace();
    let state = fields.next()?.chars().next()?;
    Some((fields.next()?.parse().ok()?, state))
}

/// The command line, words joined by spaces; the short name in brackets where there is none.
pub fn command_line(pid: i32) -> String {
    let words = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
    if words.is_empty() {
        return fs::read_to_string(format!("/proc/{pid}/comm"))
            .map_or_else(|_| String::new(), |name| format!("[{}]", name.trim_end()));
    }
    String::from_utf8_lossy(&words).trim_end_matches('\0').replace('\0', " ")
}

/// Those of `processes` that descend from one of `roots`, without the roots.
pub fn descendants(processes: &[Process], roots: &[i32]) -> Vec<Process> {
    let mut children = BTreeMap::<i32, Vec<i32>>::new();
    for process in processes {
        children.entry(process.parent).or_default().push(process.pid);
    }
    let mut found = Vec::new();
    let mut seen: BTreeSet<i32> = roots.iter().copied().collect();
    let mut parents: Vec<i32> = roots.to_vec();
    while let Some(parent) = parents.pop() {
        for &pid in children.get(&parent).into_iter().flatten() {
            if seen.insert(pid) {
                found.push(Process { pid, parent });
                parents.push(pid);
            }
        }
    }
    found.sort_unstable();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn process(pid: i32, parent: i32) -> Process {
        Process { pid, parent }
    }

    #[test]
    fn descendants_are_found_through_any_depth() {
        let all = [process(1, 0), process(2, 1), process(3, 2), process(4, 3), process(5, 1)];
        assert_eq!(descendants(&all, &[2]), [process(3, 2), process(4, 3)]);
        assert_eq!(descendants(&all, &[2, 3]), [process(4, 3)]);
    }

    #[test]
    fn this_process_is_among_all() {
        let own = i32::try_from(std::process::id()).unwrap();
        assert!(all().iter().any(|process| process.pid == own));
        assert!(!command_line(own).is_empty());
        assert_eq!(stat(own).map(|(_, state)| state == 'Z'), Some(false));
    }
}
