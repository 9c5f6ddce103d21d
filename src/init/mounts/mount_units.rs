//! What `.mount` units mount for everybody in the container.

use std::path::Path;

use nix::errno::Errno;
use nix::mount::{MntFlags, MsFlags, mount, umount2};

use super::{flags, place, table};
use crate::init::unit::{MountKind, MountUnit};
use crate::safe_path::{Handle, PathError, ROOT, failed};

/// Makes what is mounted from now on visible to processes with mounts of their own, as systemd does at its start.
pub(crate) fn share() {
    let _ = mount(None::<&str>, ROOT, None::<&str>, MsFlags::MS_SHARED | MsFlags::MS_REC, None::<&str>);
}

/// Whether something is mounted there.
pub(crate) fn is_mounted(path: &Path) -> bool {
    table::read().is_ok_and(|all| all.iter().any(|known| known.path == path))
}

/// Mounts what the unit says, unless something is mounted there.
///
/// # Errors
/// When that can't be done.
pub(crate) fn set_up(unit: &MountUnit) -> Result<(), PathError> {
    if is_mounted(&unit.place) {
        return Ok(());
    }
    mount_one(unit).map_err(failed("mount", &unit.place))
}

fn mount_one(unit: &MountUnit) -> Result<(), Errno> {
    let (flags, data) = flags::of_options(&unit.options, MsFlags::empty());
    let on = |directory: bool| match place::find(Path::new(ROOT), &unit.place)?.node {
        Some(node) => Ok(node),
        None if directory => Handle::make_directory(Path::new(ROOT), &unit.place, unit.directory_mode),
        None => place::make(Path::new(ROOT), &unit.place, false),
    };
    match unit.kind {
        MountKind::Memory => mount(
            Some(unit.what.as_str()),
            &on(true)?.magic_link(),
            Some("tmpfs"),
            flags,
            Some(data.as_str()),
        ),
        MountKind::Bind { recursive } => {
            let source = match Handle::readable(Path::new(ROOT), Path::new(&unit.what)) {
                // As in systemd.
                Err(Errno::ENOENT) => {
                    Handle::make_directory(Path::new(ROOT), Path::new(&unit.what), unit.directory_mode)?
                }
                source => source?,
            };
            let target = on(source.is_directory())?;
            let how = if recursive { MsFlags::MS_BIND | MsFlags::MS_REC } else { MsFlags::MS_BIND };
            mount(Some(&source.magic_link()), &target.magic_link(), None::<&str>, how, None::<&str>)?;
            if flags.is_empty() {
                return Ok(());
            }
            let known = table::read().unwrap_or_default().into_iter().rfind(|known| known.path == unit.place);
            let flags = flags | known.map_or(MsFlags::empty(), |known| known.flags);
            let again = MsFlags::MS_BIND | MsFlags::MS_REMOUNT | flags;
            let changed = mount(None::<&str>, &unit.place, None::<&str>, again, None::<&str>);
            changed.inspect_err(|_| {
                let _ = umount2(&unit.place, MntFlags::MNT_DETACH);
            })
        }
    }
}

/// Unmounts what is mounted there.
///
/// # Errors
/// When it is in use.
pub(crate) fn take_down(unit: &MountUnit) -> Result<(), PathError> {
    let flags = MntFlags::UMOUNT_NOFOLLOW | if unit.lazy { MntFlags::MNT_DETACH } else { MntFlags::empty() };
    match umount2(&unit.place, flags) {
        // Somebody else has unmounted it.
        Err(Errno::EINVAL | Errno::ENOENT) => Ok(()),
        done => done.map_err(failed("unmount", &unit.place)),
    }
}
