//! `RuntimeDirectory=` and its four siblings: systemd.exec(5).
//!
//! A directory is made with its parents; the innermost belongs to the unit's user. What is below
//! it changes its owner only when the top has the wrong one, so that a volume with a million files
//! is walked once and not at every start. An existing `ConfigurationDirectory=` stays as it is; a new one
//! is the user's: systemd does the same (whatever systemd.exec(5) says), and NixOS' BIND writes its key
//! into it. There are no mount namespaces: a dynamic user's directories are in the usual place, and
//! `private/NAME` is a link to them.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use nix::errno::Errno;
use nix::fcntl::readlinkat;
use nix::unistd::symlinkat;

use super::unit::{DirectoryKind, ExecContext, Preserve};
use crate::init::identity::Identity;
use crate::safe_path::{self, Handle, PathError, failed};

/// The variables that tell a service where its directories are.
pub(crate) fn variables(context: &ExecContext) -> Vec<(String, String)> {
    let with_entries = context.directories().into_iter().filter(|kind| !kind.directories.entries.is_empty());
    let value = |kind: DirectoryKind<'_>| {
        let paths: Vec<_> = kind.paths().map(|path| path.to_string_lossy().into_owned()).collect();
        (kind.variable.to_owned(), paths.join(":"))
    };
    with_entries.map(value).collect()
}

/// Makes the directories of a unit below `root`. Nothing is undone on an error.
pub(crate) fn prepare(
    root: &Path,
    context: &ExecContext,
    identity: Option<&Identity>,
) -> Result<(), PathError> {
    for kind in context.directories() {
        for entry in &kind.directories.entries {
            let path = Path::new(kind.base).join(&entry.path);
            prepare_one(root, &path, kind.directories.mode, identity, kind.adjusts)?;
            for link in &entry.links {
                link_to(root, &Path::new(kind.base).join(link), &path)?;
            }
            if kind.is_private {
                link_to(root, &Path::new(kind.base).join("private").join(&entry.path), &path)?;
            }
        }
    }
    Ok(())
}

fn prepare_one(
    root: &Path,
    path: &Path,
    mode: u32,
    owner: Option<&Identity>,
    adjust: bool,
) -> Result<(), PathError> {
    let existed = Handle::resolve(root, path, true).is_ok();
    let mut node = Handle::make_directory(root, path, mode).map_err(failed("make the directory", path))?;
    if existed && !adjust {
        return Ok(());
    }
    // Before the owner changes: afterwards this process may lack the right.
    match node.chmod(mode) {
        // A volume of somebody else's will do, if it can be written to.
        Err(Errno::EPERM) if existed => node.check_writable().map_err(failed("write to", path))?,
        changed => changed.map_err(failed("change the mode of", path))?,
    }
    if let Some(owner) = owner
        && (node.stat().st_uid, node.stat().st_gid) != (owner.uid, owner.gid)
        && may_chown()
    {
        safe_path::chown_all(&mut node, Some(owner.uid), Some(owner.gid))
            .map_err(failed("change the owner of", path))?;
        // Changing an owner takes set-user-ID bits away.
        node.chmod(mode).map_err(failed("change the mode of", path))?;
    }
    Ok(())
}

/// Whether this init is root: another runs its services as itself, and what it makes has the right owner already.
fn may_chown() -> bool {
    nix::unistd::geteuid().is_root()
}

/// Makes `link` a relative link to `target`, unless it is one already.
fn link_to(root: &Path, link: &Path, target: &Path) -> Result<(), PathError> {
    let error = || failed("make the link", link);
    let (parent, name) = safe_path::split(link).map_err(error())?;
    let directory = Handle::make_directory(root, parent, 0o755).map_err(error())?;
    let relative = relative(parent, target);
    match symlinkat(relative.as_path(), directory.fd(), name) {
        Err(Errno::EEXIST)
            if readlinkat(directory.fd(), name).is_ok_and(|found| found == relative.as_os_str()) =>
        {
            Ok(())
        }
        result => result.map_err(error()),
    }
}

/// The relative path from a directory to a path, both absolute.
fn relative(from: &Path, to: &Path) -> PathBuf {
    let common = from.components().zip(to.components()).take_while(|(one, other)| one == other).count();
    let up = from.components().skip(common).map(|_| OsStr::from_bytes(b".."));
    up.chain(to.components().skip(common).map(std::path::Component::as_os_str)).collect()
}

/// How many files PID 1 removes itself: a service can make millions.
const FILES_MAX: usize = 1000;

/// Removes the runtime directories of a unit that has stopped, as `RuntimeDirectoryPreserve=`
/// says; `restarts`: it is about to start again. All are tried. Returns which are too large to be removed at once,
/// and the first error.
pub(crate) fn remove_runtime(
    root: &Path,
    context: &ExecContext,
    restarts: bool,
) -> (Vec<PathBuf>, Result<(), PathError>) {
    let (mut large, mut result) = (Vec::new(), Ok(()));
    match context.runtime_directory_preserve {
        Preserve::Yes => return (large, result),
        Preserve::Restart if restarts => return (large, result),
        _ => {}
    }
    for entry in &context.runtime_directory.entries {
        for path in entry.links.iter().chain([&entry.path]) {
            let path = Path::new("/run").join(path);
            match remove_one(root, &path) {
                Ok(true) => {}
                Ok(false) => large.push(path),
                Err(error) => result = result.and(Err(error)),
            }
        }
    }
    (large, result)
}

fn remove_one(root: &Path, path: &Path) -> Result<bool, PathError> {
    let (parent, name) = safe_path::split(path).map_err(failed("remove", path))?;
    let removed = match Handle::resolve(root, parent, true) {
        Ok(parent) => safe_path::remove_if_small(&parent, name, FILES_MAX),
        Err(Errno::ENOENT) => Ok(true),
        Err(error) => Err(error),
    };
    removed.map_err(failed("remove", path))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::{MetadataExt, PermissionsExt, lchown};

    use super::super::unit::{Directories, Directory};
    use super::*;

    fn directories(mode: u32, entries: &[(&str, &[&str])]) -> Directories {
        let entry = |(path, links): &(&str, &[&str])| Directory {
            path: PathBuf::from(path),
            links: links.iter().map(PathBuf::from).collect(),
        };
        Directories { mode, entries: entries.iter().map(entry).collect() }
    }

    fn www() -> Identity {
        Identity { user: None, uid: 54, gid: 55, groups: vec![55] }
    }

    fn facts(path: &Path) -> (u32, u32, u32) {
        let metadata = fs::metadata(path).unwrap();
        (metadata.mode() & 0o7777, metadata.uid(), metadata.gid())
    }

    #[test]
    fn the_innermost_directory_is_the_users_and_its_parents_are_roots() {
        if !crate::testing::needs::has_root() {
            return;
        }
        let root = tempfile::tempdir().unwrap();
        let context = ExecContext {
            runtime_directory: directories(0o750, &[("httpd", &[]), ("httpd/runtime", &[])]),
            state_directory: directories(0o700, &[("a/b", &["c"])]),
            configuration_directory: directories(0o755, &[("conf", &[]), ("old", &[])]),
            ..ExecContext::default()
        };
        fs::create_dir_all(root.path().join("etc/old")).unwrap();
        prepare(root.path(), &context, Some(&www())).unwrap();
        prepare(root.path(), &context, Some(&www())).unwrap();
        let at = |path: &str| root.path().join(path);
        assert_eq!(facts(&at("run")), (0o755, 0, 0));
        assert_eq!(facts(&at("run/httpd/runtime")), (0o750, 54, 55));
        assert_eq!(facts(&at("var/lib/a")), (0o755, 0, 0));
        assert_eq!(facts(&at("var/lib/a/b")), (0o700, 54, 55));
        assert_eq!(facts(&at("etc/conf")), (0o755, 54, 55));
        assert_eq!(facts(&at("etc/old")), (0o755, 0, 0));
        assert_eq!(fs::read_link(at("var/lib/c")).unwrap(), Path::new("a/b"));
        let expected = [
            ("RUNTIME_DIRECTORY", "/run/httpd:/run/httpd/runtime"),
            ("STATE_DIRECTORY", "/var/lib/a/b"),
            ("CONFIGURATION_DIRECTORY", "/etc/conf:/etc/old"),
        ];
        assert_eq!(variables(&context), expected.map(|(name, value)| (name.into(), value.into())));
    }

    #[test]
    fn a_tree_changes_its_owner_only_when_the_top_has_the_wrong_one() {
        if !crate::testing::needs::has_root() {
            return;
        }
        let root = tempfile::tempdir().unwrap();
        let state = root.path().join("var/lib/db");
        fs::create_dir_all(&state).unwrap();
        fs::write(state.join("file"), "").unwrap();
        let context =
            ExecContext { state_directory: directories(0o755, &[("db", &[])]), ..ExecContext::default() };
        prepare(root.path(), &context, Some(&www())).unwrap();
        assert_eq!(facts(&state.join("file")).1, 54);
        lchown(state.join("file"), Some(7), Some(7)).unwrap();
        prepare(root.path(), &context, Some(&www())).unwrap();
        assert_eq!(facts(&state.join("file")).1, 7);
    }

    #[test]
    fn an_existing_configuration_directory_stays_as_it_is() {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir_all(root.path().join("etc/conf")).unwrap();
        fs::set_permissions(root.path().join("etc/conf"), fs::Permissions::from_mode(0o711)).unwrap();
        let context = ExecContext {
            configuration_directory: directories(0o700, &[("conf", &[])]),
            ..ExecContext::default()
        };
        let before = facts(&root.path().join("etc/conf"));
        assert_eq!(before.0, 0o711);
        prepare(root.path(), &context, Some(&www())).unwrap();
        assert_eq!(facts(&root.path().join("etc/conf")), before);
    }

    #[test]
    fn a_dynamic_users_state_is_found_at_both_places() {
        let root = tempfile::tempdir().unwrap();
        let context = ExecContext {
            state_directory: directories(0o755, &[("a/b", &[])]),
            dynamic_user: true,
            ..ExecContext::default()
        };
        prepare(root.path(), &context, None).unwrap();
        let private = root.path().join("var/lib/private/a/b");
        assert_eq!(fs::read_link(&private).unwrap(), Path::new("../../a/b"));
        assert!(private.is_dir());
    }

    #[test]
    fn runtime_directories_go_at_the_stop_unless_preserved() {
        let root = tempfile::tempdir().unwrap();
        let mut context = ExecContext {
            runtime_directory: directories(0o755, &[("a/b", &["l"])]),
            ..ExecContext::default()
        };
        let there = || root.path().join("run/a/b").exists();
        prepare(root.path(), &context, None).unwrap();
        fs::write(root.path().join("run/a/b/pid"), "").unwrap();
        context.runtime_directory_preserve = Preserve::Restart;
        remove_runtime(root.path(), &context, true).1.unwrap();
        assert!(there());
        remove_runtime(root.path(), &context, false).1.unwrap();
        assert!(!there() && root.path().join("run/a").exists() && !root.path().join("run/l").exists());
        remove_runtime(root.path(), &context, false).1.unwrap();
    }

    #[test]
    fn what_is_in_the_way_is_named() {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir_all(root.path().join("var/lib")).unwrap();
        fs::write(root.path().join("var/lib/db"), "").unwrap();
        let context =
            ExecContext { state_directory: directories(0o755, &[("db", &[])]), ..ExecContext::default() };
        let error = prepare(root.path(), &context, None).unwrap_err().to_string();
        assert_eq!(error, "can't make the directory /var/lib/db: not a directory");
    }
}
