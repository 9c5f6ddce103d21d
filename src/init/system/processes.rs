//! Which processes exist and who their parents are, from /proc.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read;
use std::path::Path;

/// How often to look again for processes that come and go.
const WALKS: usize = 8;

/// One living process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Process {
    /// Its process id.
    pub pid: i32,
    /// Its parent's process id.
    pub parent: i32,
}

/// Every process that is not a zombie, by pid, from `proc`, usually /proc.
pub(crate) fn all(proc: &Path) -> Vec<Process> {
    let lives =
        |pid| stat_in(proc, pid).filter(|(_, lives)| *lives).map(|(parent, _)| Process { pid, parent });
    ids(proc).filter_map(lives).collect()
}

/// The children of a process, zombies included.
pub(crate) fn children_of(parent: i32) -> Vec<i32> {
    ids(Path::new("/proc")).filter(|pid| stat(*pid).is_some_and(|(own, _)| own == parent)).collect()
}

/// Every process, zombies included.
fn ids(proc: &Path) -> impl Iterator<Item = i32> + use<> {
    let entries = fs::read_dir(proc).into_iter().flatten();
    entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
}

/// The parent of a process (or a zombie), and whether it lives: fields of `proc_pid_stat(5)`.
pub(crate) fn stat(pid: i32) -> Option<(i32, bool)> {
    stat_in(Path::new("/proc"), pid)
}

/// The same of a process in `proc`.
pub(crate) fn stat_in(proc: &Path, pid: i32) -> Option<(i32, bool)> {
    // These fields are near the beginning: one read gets them.
    let mut stat = [0; 256];
    let length = fs::File::open(proc.join(format!("{pid}/stat"))).ok()?.read(&mut stat).ok()?;
    let stat = String::from_utf8_lossy(&stat[..length]);
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace();
    let state = fields.next()?;
    let parent = fields.next()?.parse().ok()?;
    // A process that has lost only its first thread looks like a zombie here, too, but has other threads.
    let threads = fields.nth(15)?.parse::<usize>().ok()?;
    Some((parent, state != "X" && (state != "Z" || threads > 1)))
}

/// The real user id of a process: `proc_pid_status(5)`.
pub(crate) fn user(pid: i32) -> Option<u32> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    status.lines().find_map(|line| line.strip_prefix("Uid:"))?.split_whitespace().next()?.parse().ok()
}

/// The living descendants of `roots`, without the roots.
///
/// The kernel lists the children of each process, but a process that is forked, or gets another parent, during the
/// walk may be missed: so the walk is repeated until the result is the same twice. On a kernel without
/// `CONFIG_PROC_CHILDREN` all processes are looked through instead.
pub(crate) fn below(roots: &[i32]) -> Vec<Process> {
    if !Path::new("/proc/thread-self/children").exists() {
        return descendants(&all(Path::new("/proc")), roots);
    }
    let mut found = walk(roots);
    for _ in 0..WALKS {
        let again = walk(roots);
        if again == found {
            break;
        }
        found = again;
    }
    found
}

/// The descendants of `roots`, from the children that each parent's threads have.
fn walk(roots: &[i32]) -> Vec<Process> {
    let mut found = Vec::new();
    let mut seen: BTreeSet<i32> = roots.iter().copied().collect();
    let mut parents: Vec<i32> = roots.to_vec();
    while let Some(parent) = parents.pop() {
        for pid in children(parent) {
            if seen.insert(pid) && is_alive(pid) {
                found.push(Process { pid, parent });
                parents.push(pid);
            }
        }
    }
    found.sort_unstable();
    found
}

/// `/proc/PID/task/TID/children`, zombies included.
fn children(parent: i32) -> Vec<i32> {
    let Ok(threads) = fs::read_dir(format!("/proc/{parent}/task")) else { return Vec::new() };
    let lists = threads.filter_map(|thread| fs::read_to_string(thread.ok()?.path().join("children")).ok());
    lists
        .flat_map(|list| list.split_whitespace().filter_map(|pid| pid.parse().ok()).collect::<Vec<_>>())
        .collect()
}

/// Whether a process exists and is not a zombie.
pub(crate) fn is_alive(pid: i32) -> bool {
    stat(pid).is_some_and(|(_, lives)| lives)
}

/// Those of `processes` that descend from one of `roots`, without the roots.
pub(crate) fn descendants(processes: &[Process], roots: &[i32]) -> Vec<Process> {
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
    fn both_ways_find_the_same_descendants() {
        let own = i32::try_from(std::process::id()).unwrap();
        let script = "sleep 100 & sh -c 'sleep 100 & sleep 100 & wait' & wait";
        let mut shell = std::process::Command::new("sh").args(["-c", script]).spawn().unwrap();
        let root = i32::try_from(shell.id()).unwrap();
        let deadline = std::time::Instant::now() + std::time::Duration::from_secs(20);
        while below(&[root]).len() < 4 {
            assert!(std::time::Instant::now() < deadline, "{:?}", below(&[root]));
        }
        assert_eq!(below(&[root]), descendants(&all(Path::new("/proc")), &[root]));
        assert!(below(&[own]).contains(&Process { pid: root, parent: own }));
        for process in below(&[root]) {
            nix::sys::signal::kill(nix::unistd::Pid::from_raw(process.pid), nix::sys::signal::SIGKILL)
                .unwrap();
        }
        shell.wait().unwrap();
        assert_eq!(below(&[root]), []);
    }

    #[test]
    fn this_process_is_among_all() {
        let own = i32::try_from(std::process::id()).unwrap();
        assert!(all(Path::new("/proc")).iter().any(|process| process.pid == own));
        assert!(is_alive(own));
    }
}
