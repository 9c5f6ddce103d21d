//! Small files about a unit: PID files, and the stamps of persistent timers.

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::init::system::{PidFileProblem, processes};
use crate::init::unit::UnitName;
use crate::safe_path::{self, Handle, PathError, ROOT, failed};

/// Some daemons write more than the number into their PID file.
const PID_FILE_MAX: u64 = 64 * 1024;

/// The living process that the first line of a PID file names. The rest of the file is ignored.
pub(crate) fn read_pid(path: &Path) -> Result<i32, PidFileProblem> {
    let content = safe_path::read(Path::new(ROOT), path, PID_FILE_MAX)
        .map_err(|errno| failed("read", path)(errno).to_string())?;
    let line = content.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let pid = std::str::from_utf8(line).ok().and_then(|line| line.trim().parse().ok());
    let pid: i32 =
        pid.filter(|pid| *pid > 1).ok_or_else(|| format!("{} has no process id", path.display()))?;
    if processes::is_alive(pid) {
        return Ok(pid);
    }
    Err(format!("{} names process {pid}, which does not exist", path.display()))
}

/// Removes a file that may be there.
pub(super) fn remove(path: &Path) -> Result<(), PathError> {
    safe_path::remove_file(Path::new(ROOT), path).map_err(failed("remove", path))
}

/// When a timer elapsed last, since 1970.
pub(super) fn read_stamp(timer: &UnitName) -> Option<Duration> {
    let stamp = Handle::resolve(Path::new(ROOT), &stamp_path(timer), false).ok()?;
    let (seconds, nanoseconds) = (stamp.stat().st_mtime, stamp.stat().st_mtime_nsec);
    Some(Duration::new(seconds.try_into().ok()?, nanoseconds.try_into().ok()?))
}

/// Notes that it elapsed now.
pub(super) fn write_stamp(timer: &UnitName) -> Result<(), PathError> {
    let path = stamp_path(timer);
    safe_path::touch(Path::new(ROOT), &path).map_err(failed("write", &path))
}

/// The path of a timer's stamp: systemd.timer(5), `Persistent=`.
fn stamp_path(timer: &UnitName) -> PathBuf {
    Path::new("/var/lib/systemd/timers").join(format!("stamp-{timer}"))
}
