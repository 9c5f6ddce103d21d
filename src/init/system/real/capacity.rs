//! Whether there is room for one more command: descriptors, and processes of the container.

use std::fs::{File, read_to_string};

/// A command takes a channel, two pipes and a notify socket; what is needed besides, to fork it and to answer
/// those who ask, is left over.
const DESCRIPTORS: usize = 16;
/// A tracker, the command's process and what that starts: so many are left over.
const PROCESSES: u64 = 16;

/// See the file's header. What can't be known is no hindrance: then the start itself fails.
pub(super) fn for_a_command() -> bool {
    let free: Vec<File> = (0..DESCRIPTORS).map_while(|_| File::open("/dev/null").ok()).collect();
    free.len() == DESCRIPTORS && left_of_group().is_none_or(|left| left >= PROCESSES)
}

/// What the container's control group lets it fork (`docker run --pids-limit`), where it sees that.
fn left_of_group() -> Option<u64> {
    ["/sys/fs/cgroup", "/sys/fs/cgroup/pids"].iter().find_map(|group| {
        let number = |name| read_to_string(format!("{group}/pids.{name}")).ok()?.trim().parse::<u64>().ok();
        Some(number("max")?.saturating_sub(number("current")?))
    })
}
