//! Whether the container has the right to mount.
//!
//! `CAP_SYS_ADMIN` is not enough where an engine's profile (of `AppArmor`, `SELinux`, seccomp) forbids mount(2) all
//! the same, so a process of its own tries it.

use nix::errno::Errno;
use nix::libc;
use nix::mount::{MsFlags, mount};
use nix::sched::{CloneFlags, unshare};
use nix::unistd::{ForkResult, fork};

use crate::init::capabilities::CapabilitySets;
use crate::init::unit::Mounting;

/// The reason and advice where the capability is missing.
const MISSING: &str = "CAP_SYS_ADMIN is missing: docker run --cap-add SYS_ADMIN";

/// Whether this process, which has only one thread, may mount.
pub(crate) fn of_this_process(held: &CapabilitySets) -> Mounting {
    if !held.can(caps::Capability::CAP_SYS_ADMIN) {
        return Mounting::Forbidden(MISSING.to_owned());
    }
    match tried() {
        Ok(()) => Mounting::Allowed,
        Err(errno) => Mounting::Forbidden(format!(
            "CAP_SYS_ADMIN is there, but mount(2) says {:?}: --security-opt apparmor=unconfined, or a profile of \
             seccomp or SELinux that allows it",
            errno.desc().to_lowercase()
        )),
    }
}

#[allow(unsafe_code)]
fn tried() -> Result<(), Errno> {
    // SAFETY: PID 1 has one thread, so the child may do all that its parent may.
    match unsafe { fork() }? {
        ForkResult::Child => {
            let status = attempt().err().map_or(0, |errno| errno as i32);
            // SAFETY: ends the process at once; no destructor or exit handler of PID 1's may run here.
            unsafe { libc::_exit(status.min(255)) }
        }
        ForkResult::Parent { child } => loop {
            let mut status = 0;
            // SAFETY: `status` is a valid place.
            let pid = unsafe { libc::waitpid(child.as_raw(), &raw mut status, 0) };
            match pid {
                -1 if Errno::last() == Errno::EINTR => (),
                -1 => return Err(Errno::last()),
                _ if libc::WIFEXITED(status) && libc::WEXITSTATUS(status) == 0 => return Ok(()),
                _ if libc::WIFEXITED(status) => return Err(Errno::from_raw(libc::WEXITSTATUS(status))),
                _ => return Err(Errno::EPERM),
            }
        },
    }
}

fn attempt() -> Result<(), Errno> {
    unshare(CloneFlags::CLONE_NEWNS)?;
    mount(None::<&str>, "/", None::<&str>, MsFlags::MS_SLAVE | MsFlags::MS_REC, None::<&str>)?;
    mount(Some("tmpfs"), "/", Some("tmpfs"), MsFlags::empty(), None::<&str>)
}
