//! Small files that say something about a unit: PID files, and the stamps of persistent timers.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use crate::init::system::{PidFileProblem, processes};
use crate::init::unit::UnitName;

/// The living process that a PID file names.
pub fn read_pid(path: &Path) -> Result<i32, PidFileProblem> {
    let text = fs::read_to_string(path).map_err(|error| format!("can't read {}: {error}", path.display()))?;
    let text = text.trim();
    let pid = text.parse().ok().filter(|pid| *pid > 1);
    let pid: i32 = pid.ok_or_else(|| format!("{} has no process id but `{text:.40}`", path.display()))?;
    if processes::is_alive(pid) {
        return Ok(pid);
    }
    Err(format!("{} names process {pid}, which does not exist", path.display()))
}

/// When a timer elapsed last, since 1970.
pub(super) fn read_stamp(timer: &UnitName) -> Option<Duration> {
    let modified = fs::metadata(stamp_path(timer)).ok()?.modified().ok()?;
    modified.duration_since(UNIX_EPOCH).ok()
}

/// It elapsed now. An error comes with the path.
pub(super) fn write_stamp(timer: &UnitName) -> Result<(), (PathBuf, io::Error)> {
    let path = stamp_path(timer);
    let _ = path.parent().map(fs::create_dir_all);
    fs::write(&path, "").map_err(|error| (path, error))
}

/// systemd.timer(5), `Persistent=`.
fn stamp_path(timer: &UnitName) -> PathBuf {
    Path::new("/var/lib/systemd/timers").join(format!("stamp-{timer}"))
}
