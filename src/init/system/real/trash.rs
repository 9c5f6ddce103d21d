//! Directories that take long to remove, because a service may have put millions of files into its own: they are put
//! aside at once, and a separate process removes them.

use std::path::{Path, PathBuf};

use nix::errno::Errno;
use nix::fcntl::renameat;
use nix::libc;
use nix::sys::prctl;
use nix::sys::signal::Signal;
use nix::unistd::{ForkResult, fork};

use super::Linux;
use crate::init::descriptors;
use crate::safe_path::{self, Handle, PathError, ROOT, failed};

impl Linux {
    /// Removes what an earlier run has put aside, if it is still there.
    pub(super) fn empty_trash(&mut self) {
        let trash = self.trash();
        let trash = Handle::resolve(Path::new(ROOT), &trash, false);
        if trash.and_then(|trash| safe_path::entries(&trash)).is_ok_and(|entries| !entries.is_empty()) {
            let _ = self.sweep();
        }
    }

    /// Moves a directory away from its path, which may be used again at once.
    pub(super) fn throw_away(&mut self, path: &Path) -> Result<(), PathError> {
        let aside = self.put_aside(path).and_then(|()| self.sweep());
        aside.or_else(|_| remove(path)).map_err(failed("remove", path))
    }

    fn trash(&self) -> PathBuf {
        self.setup.runtime.join("trash")
    }

    fn put_aside(&self, path: &Path) -> Result<(), Errno> {
        let (above, name) = safe_path::split(path)?;
        let above = Handle::resolve(Path::new(ROOT), above, true)?;
        let runtime = Handle::resolve(Path::new(ROOT), &self.setup.runtime, true)?;
        let mut trash = runtime.own_directory("trash".as_ref())?;
        trash.chmod(0o700)?;
        let mut random = [0; 8];
        super::random(&mut random)?;
        let new = format!("{:016x}", u64::from_ne_bytes(random));
        renameat(above.fd(), name, trash.fd(), new.as_str())
    }

    #[allow(unsafe_code)]
    fn sweep(&mut self) -> Result<(), Errno> {
        let trash = self.trash();
        // SAFETY: PID 1 has one thread, so the child may do all that its parent may.
        match unsafe { fork() }? {
            ForkResult::Parent { child } => {
                self.sweepers.insert(child.as_raw());
                Ok(())
            }
            ForkResult::Child => be_sweeper(&trash),
        }
    }
}

#[allow(unsafe_code)]
fn be_sweeper(trash: &Path) -> ! {
    let _ = prctl::set_pdeathsig(Signal::SIGKILL);
    let _ = prctl::set_name(c"sweeper");
    // PID 1's sockets would otherwise stay open as long as this process runs.
    descriptors::close_from(0);
    if let Ok(trash) = Handle::resolve(Path::new(ROOT), trash, false) {
        let _ = safe_path::remove_content(&trash);
    }
    // SAFETY: ends the process at once; no destructor or exit handler of PID 1's may run here.
    unsafe { libc::_exit(0) }
}

/// Removes it at once, where it can't be put aside: a mount point, for example.
fn remove(path: &Path) -> Result<(), Errno> {
    let (above, name) = safe_path::split(path)?;
    safe_path::remove(&Handle::resolve(Path::new(ROOT), above, true)?, name)
}
