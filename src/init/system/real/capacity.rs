//! Whether there is room for one more command: descriptors, and processes of the container.

use std::fs::{File, read_to_string};

/// The descriptors that must be free: a command takes a channel, two pipes and a notify socket; the rest is for forking
/// it and for answering clients.
const DESCRIPTORS: usize = 16;
/// The processes that must be possible: a tracker, the command's process and what that starts.
const PROCESSES: u64 = 16;

/// Whether there is room. What can't be known does not count as a hindrance: then the start itself fails.
pub(super) fn for_a_command() -> bool {
    let free: Vec<File> = (0..DESCRIPTORS).map_while(|_| File::open("/dev/null").ok()).collect();
    free.len() == DESCRIPTORS && left_of_group().is_none_or(|left| left >= PROCESSES)
}

/// How many more processes the container's control group allows (`docker run --pids-limit`), where that can be seen.
fn left_of_group() -> Option<u64> {
    ["/sys/fs/cgroup", "/sys/fs/cgroup/pids"].iter().find_map(|group| {
        let number = |name| read_to_string(format!("{group}/pids.{name}")).ok()?.trim().parse::<u64>().ok();
        Some(number("max")?.saturating_sub(number("current")?))
    })
}
