//! Making files, directories, links, FIFOs and devices.

use std::ffi::OsStr;
use std::fs::File;
use std::io::Write;
use std::path::Path;

use nix::errno::Errno;
use nix::fcntl::{OFlag, openat, readlinkat};
use nix::sys::stat::{Mode, SFlag, mknodat};
use nix::unistd::{UnlinkatFlags, symlinkat, unlinkat};

use super::super::tree::{self, Node, errno_of, failed};
use super::apply::{Place, Problem};
use super::copy::copy_into;
use super::rule::{Kind, Rule, device};

impl Place<'_> {
    pub(super) fn make(&self, rule: &Rule) -> Result<(), Problem> {
        let path = Path::new(&rule.path);
        if rule.path == "/" {
            let mut node = Node::root(self.root).map_err(failed("reach", path))?;
            return Ok(self.rights(rule)?.apply(&mut node, false).map_err(failed("change", path))?);
        }
        // Before anything is made: a user that there is not should not leave a file of root's.
        let rights = self.rights(rule)?;
        let (above, name) = tree::split(path).map_err(failed("make", path))?;
        let parent = Node::make_directory(self.root, above, 0o755).map_err(failed("make", above))?;
        if rule.only_if_target && self.find(&target_of(rule, above), true)?.is_none() {
            return Ok(());
        }
        if (rule.replace_other_kind || rule.force) && self.is_in_the_way(rule, &parent, name, path)? {
            tree::remove(&parent, name).map_err(failed("replace", path))?;
        }
        let made = match rule.kind {
            Kind::Directory | Kind::DirectoryEmpty => make_directory(&parent, name, path)?,
            Kind::File | Kind::FileTruncate => self.make_file(rule, &parent, name)?,
            Kind::Link => make_link(rule, &parent, name, path)?,
            Kind::Fifo => make_node(rule, &parent, name, SFlag::S_IFIFO)?,
            Kind::Character => make_node(rule, &parent, name, SFlag::S_IFCHR)?,
            Kind::Block => make_node(rule, &parent, name, SFlag::S_IFBLK)?,
            Kind::Copy => copy_into(self.root, &rule.source(), &parent, name, path, rule.force)?,
            _ => return Ok(()),
        };
        // A directory that is a link to one is the one that is meant; anything else is itself.
        let found = match rule.kind {
            Kind::Directory | Kind::DirectoryEmpty => self.find(path, true)?,
            _ => parent.entry(name).ok(),
        };
        let Some(mut node) = found else { return Ok(()) };
        if made || has_kind(rule, &node) {
            rights.apply(&mut node, made).map_err(failed("change", path))?;
        }
        Ok(())
    }

    /// Whether what is there must go: it is of another kind, or another link.
    fn is_in_the_way(&self, rule: &Rule, parent: &Node, name: &OsStr, path: &Path) -> Result<bool, Problem> {
        let there = match parent.entry(name) {
            Err(Errno::ENOENT) => return Ok(false),
            there => there.map_err(failed("reach", path))?,
        };
        if rule.kind == Kind::Link {
            let target = rule.source();
            let same = there.is_link()
                && readlinkat(parent.fd(), name).is_ok_and(|found| found == target.as_os_str());
            return Ok(!same);
        }
        // `+` replaces FIFOs and devices; for files and copies it means something else.
        let replaces =
            rule.replace_other_kind || matches!(rule.kind, Kind::Fifo | Kind::Character | Kind::Block);
        let through = self.find(path, true)?;
        let right = has_kind(rule, &there)
            || through.is_some_and(|node| node.is_directory() && has_kind(rule, &node));
        Ok(replaces && !right)
    }

    fn make_file(&self, rule: &Rule, parent: &Node, name: &OsStr) -> Result<bool, Problem> {
        let path = Path::new(&rule.path);
        let flags = OFlag::O_WRONLY | OFlag::O_CREAT | OFlag::O_EXCL | OFlag::O_NOFOLLOW | OFlag::O_CLOEXEC;
        match openat(parent.fd(), name, flags, Mode::from_bits_truncate(0o600)) {
            Ok(fd) => {
                let content = self.content(rule)?;
                File::from(fd)
                    .write_all(&content)
                    .map_err(|error| failed("write", path)(errno_of(&error)))?;
                let mut node = parent.entry(name).map_err(failed("reach", path))?;
                node.chmod(0o644).map_err(failed("change", path))?;
                Ok(true)
            }
            Err(Errno::EEXIST) => {
                let node = self.find(path, true)?;
                let Some(node) = node.filter(|node| node.kind() == SFlag::S_IFREG) else {
                    return Err(Problem::Other("something else than a file is there".into()));
                };
                if rule.kind == Kind::FileTruncate {
                    self.write(rule, &node, path, OFlag::O_TRUNC)?;
                }
                Ok(false)
            }
            Err(errno) => Err(failed("make", path)(errno).into()),
        }
    }

    pub(super) fn write(&self, rule: &Rule, node: &Node, path: &Path, flags: OFlag) -> Result<(), Problem> {
        let content = self.content(rule)?;
        let fd = node.reopen(OFlag::O_WRONLY | OFlag::O_NONBLOCK | flags).map_err(failed("open", path))?;
        Ok(File::from(fd).write_all(&content).map_err(|error| failed("write", path)(errno_of(&error)))?)
    }

    fn content(&self, rule: &Rule) -> Result<Vec<u8>, Problem> {
        let argument = rule.argument.clone().unwrap_or_default();
        if !rule.credential {
            return Ok(argument);
        }
        let name = String::from_utf8_lossy(&argument).into_owned();
        let file = self.credentials.map(|directory| directory.join(&name));
        let missing = || Problem::Other(format!("there is no credential {name}"));
        file.and_then(|file| std::fs::read(file).ok()).ok_or_else(missing)
    }
}

/// Where a link would lead.
fn target_of(rule: &Rule, above: &Path) -> std::path::PathBuf {
    let mut target = above.to_path_buf();
    for part in rule.source().components() {
        match part {
            std::path::Component::ParentDir => {
                target.pop();
            }
            part => target.push(part),
        }
    }
    target
}

fn has_kind(rule: &Rule, node: &Node) -> bool {
    let wanted = match rule.kind {
        Kind::Directory | Kind::DirectoryEmpty => SFlag::S_IFDIR,
        Kind::File | Kind::FileTruncate => SFlag::S_IFREG,
        Kind::Link => SFlag::S_IFLNK,
        Kind::Fifo => SFlag::S_IFIFO,
        Kind::Character => SFlag::S_IFCHR,
        Kind::Block => SFlag::S_IFBLK,
        _ => return true,
    };
    node.kind() == wanted
}

fn make_directory(parent: &Node, name: &OsStr, path: &Path) -> Result<bool, Problem> {
    match nix::sys::stat::mkdirat(parent.fd(), name, Mode::S_IRWXU) {
        Ok(()) => {
            let mut node = parent.entry(name).map_err(failed("reach", path))?;
            node.chmod(0o755).map_err(failed("change", path))?;
            Ok(true)
        }
        Err(Errno::EEXIST) => {
            let there = parent.entry(name).map_err(failed("reach", path))?;
            if there.is_directory() || there.is_link() {
                Ok(false)
            } else {
                Err(Problem::Other("something else than a directory is there".into()))
            }
        }
        Err(errno) => Err(failed("make", path)(errno).into()),
    }
}

fn make_link(rule: &Rule, parent: &Node, name: &OsStr, path: &Path) -> Result<bool, Problem> {
    match symlinkat(rule.source().as_path(), parent.fd(), name) {
        Ok(()) => Ok(true),
        // Without `+`, what is there stays, as it may be the user's choice.
        Err(Errno::EEXIST) => Ok(false),
        Err(errno) => Err(failed("make the link", path)(errno).into()),
    }
}

fn make_node(rule: &Rule, parent: &Node, name: &OsStr, kind: SFlag) -> Result<bool, Problem> {
    let path = Path::new(&rule.path);
    let number = if kind == SFlag::S_IFIFO {
        0
    } else {
        let (major, minor) = device(rule.argument.as_deref().unwrap_or_default()).map_err(Problem::Other)?;
        nix::sys::stat::makedev(major, minor)
    };
    match mknodat(parent.fd(), name, kind, Mode::from_bits_truncate(0o600), number) {
        Ok(()) => {
            let mut node = parent.entry(name).map_err(failed("reach", path))?;
            if let Err(errno) = node.chmod(0o644) {
                let _ = unlinkat(parent.fd(), name, UnlinkatFlags::NoRemoveDir);
                return Err(failed("change", path)(errno).into());
            }
            Ok(true)
        }
        Err(Errno::EEXIST) => {
            let there = parent.entry(name).map_err(failed("reach", path))?;
            if has_kind(rule, &there) {
                Ok(false)
            } else {
                Err(Problem::Other("something else is there".into()))
            }
        }
        Err(errno) => Err(failed("make", path)(errno).into()),
    }
}
