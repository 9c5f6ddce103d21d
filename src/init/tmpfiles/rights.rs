//! Owner and permissions of one file or of a whole tree.

use nix::errno::Errno;

use super::rule::Modes;
use crate::safe_path::{self, Handle};

/// Owner and permissions as numbers; the flag is `:`.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Rights {
    pub(super) uid: Option<(u32, bool)>,
    pub(super) gid: Option<(u32, bool)>,
    pub(super) mode: Option<Modes>,
}

impl Rights {
    /// Sets owner and mode of one file; `new`: the rule has just made it.
    pub(super) fn apply(self, node: &mut Handle, new: bool) -> Result<(), Errno> {
        if self.uid.is_none() && self.gid.is_none() && self.mode.is_none() {
            return Ok(());
        }
        if !node.is_directory() && node.stat().st_nlink > 1 && !safe_path::links_are_protected() {
            return Err(Errno::EMLINK);
        }
        let wanted =
            |owner: Option<(u32, bool)>| owner.filter(|(_, only_new)| new || !only_new).map(|(id, _)| id);
        let (uid, gid) = (wanted(self.uid), wanted(self.gid));
        let before = node.mode();
        let mode = match self.mode.filter(|mode| new || !mode.only_new) {
            Some(mode) if mode.masked => masked(mode.bits, before, node.is_directory()),
            Some(mode) => mode.bits,
            // Changing the owner clears set-user-ID bits.
            None => before,
        };
        // An init that is not root can't give files away; they are its own anyway.
        if nix::unistd::geteuid().is_root() {
            // Meanwhile neither owner may have more rights than at the end.
            node.chmod(mode & before)?;
            node.chown(uid, gid)?;
        }
        node.chmod(mode)
    }
}

/// Does something to a file and to everything below it. An error does not stop the rest; the first one is returned.
pub(super) fn for_all(
    node: &mut Handle,
    action: &mut impl FnMut(&mut Handle) -> Result<(), Errno>,
) -> Result<(), Errno> {
    deep(node, action, 0)
}

fn deep(
    node: &mut Handle,
    action: &mut impl FnMut(&mut Handle) -> Result<(), Errno>,
    depth: usize,
) -> Result<(), Errno> {
    if depth > 256 {
        return Err(Errno::ELOOP);
    }
    let mut result = action(node);
    if node.is_directory() {
        for name in safe_path::entries(node)? {
            let below = match node.entry(&name) {
                Ok(mut entry) => deep(&mut entry, action, depth + 1),
                Err(Errno::ENOENT) => Ok(()),
                Err(error) => Err(error),
            };
            result = result.and(below);
        }
    }
    result
}

/// `~`: a permission that nobody has now is given to nobody; special bits are only for directories.
fn masked(mode: u32, present: u32, directory: bool) -> u32 {
    let classes = [0o111, 0o222, 0o444].into_iter().filter(|class| present & class == 0);
    let mode = classes.fold(mode, |mode, class| mode & !class);
    if directory { mode } else { mode & 0o777 }
}
