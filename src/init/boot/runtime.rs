//! Where PID 1's own sockets are: in /run, or wherever it can write. Nobody else may put something in their place, so
//! the directory is PID 1's own and closed to others, and one that belongs to somebody else is not used.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use nix::errno::Errno;

use crate::init::control::{DIRECTORIES, OTHER_NAME};
use crate::init::log::Log;
use crate::init::system::Priority;
use crate::safe_path::{self, Handle, ROOT, explained};

/// Makes the directory; where that fails everywhere, says so and returns the usual path.
pub(super) fn make(log: &mut Log) -> PathBuf {
    close_run(log);
    let [usual, others @ ..] = DIRECTORIES.map(PathBuf::from);
    let refused = match make_one(&usual) {
        Ok(()) => return usual,
        Err(errno) => errno,
    };
    let other_names = others.clone().into_iter().filter_map(|place| other_name(&place));
    for place in others.into_iter().chain(other_names) {
        match make_one(&place) {
            Ok(()) => {
                let message = format!(
                    "{} can't be written ({}): {} is used; {} would help",
                    usual.display(),
                    said(refused),
                    place.display(),
                    writable_run()
                );
                log.message(Priority::Warning, &message);
                return place;
            }
            Err(Errno::EPERM) => {
                let message = format!("{} is left alone: {}", place.display(), said(Errno::EPERM));
                log.message(Priority::Warning, &message);
            }
            Err(_) => (),
        }
    }
    let message = format!("no directory can be written: there is no control socket; add {}", writable_run());
    log.message(Priority::Warning, &message);
    usual
}

fn said(errno: Errno) -> String {
    match errno {
        Errno::EPERM => "it is somebody else's, or anybody could exchange it".to_owned(),
        errno => explained(errno),
    }
}

fn make_one(place: &Path) -> Result<(), Errno> {
    let (above, name) = safe_path::split(place)?;
    let directory = Handle::make_directory(Path::new(ROOT), above, 0o755)?.own_directory(name)?;
    directory.own_directory("notify".as_ref())?.check_writable()
}

/// A name that nobody can have taken beforehand.
fn other_name(place: &Path) -> Option<PathBuf> {
    let mut random = [0; 8];
    crate::init::system::real::random(&mut random).ok()?;
    let mut name = OsString::from(OTHER_NAME);
    name.push(format!("{:016x}", u64::from_ne_bytes(random)));
    Some(place.with_file_name(name))
}

/// A tmpfs that an engine has mounted on /run is writable for everybody (`docker run --tmpfs /run`): a user could
/// make files there before root or another service does.
fn close_run(log: &mut Log) {
    const OTHERS_WRITE: u32 = 0o022;
    let Ok(mut run) = Handle::resolve(Path::new(ROOT), Path::new("/run"), true) else { return };
    let root = nix::unistd::geteuid().is_root() && run.stat().st_uid == 0;
    if root
        && run.mode() & OTHERS_WRITE != 0
        && let Err(errno) = run.chmod(0o755)
    {
        let message = format!("/run is everybody's, and can't be closed: {}", explained(errno));
        log.message(Priority::Warning, &message);
    }
}

/// The advice. The option alone does not help users other than root: runtimes give the tmpfs the owner and mode
/// that /run has in the image.
fn writable_run() -> String {
    match nix::unistd::geteuid() {
        root if root.is_root() => "a tmpfs on /run (--tmpfs /run)".to_owned(),
        user => format!("a tmpfs on /run that uid {user} can write to"),
    }
}
