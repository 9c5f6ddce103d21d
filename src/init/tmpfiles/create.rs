//! Making files, directories, links, FIFOs and devices.

use std::ffi::OsStr;
use std::fs::File;
use std::io::Write;
use std::path::{Component, Path, PathBuf};

use caps::{CapSet, Capability};
use nix::errno::Errno;
use nix::fcntl::{OFlag, openat, readlinkat};
use nix::sys::stat::{Mode, SFlag, makedev, mkdirat, mknodat};
use nix::unistd::symlinkat;

use super::copy::copy_into;
use super::line::device;
use super::rule::{Rule, RuleKind};
use super::site::{ApplyError, Made, RuleSite};
use crate::safe_path::{self, Handle, errno_of, failed};

impl RuleSite<'_> {
    pub(super) fn make(&self, rule: &Rule) -> Result<(), ApplyError> {
        let is_device = matches!(rule.kind, RuleKind::Character | RuleKind::Block);
        if is_device && !caps::has_cap(None, CapSet::Effective, Capability::CAP_MKNOD).unwrap_or(false) {
            // As in systemd: a container's devices come from outside.
            return Ok(());
        }
        let path = Path::new(&rule.path);
        // Before anything is made, so that an unknown user does not leave behind a file that belongs to root.
        let rights = self.rights(rule)?;
        let (above, name) = safe_path::split(path).map_err(failed("make", path))?;
        if rule.replace_other_kind {
            self.clear_way(rule, path)?;
        }
        self.check_way(above)?;
        let parent = Handle::make_directory(self.root, above, 0o755).map_err(failed("make", above))?;
        let made = match rule.kind {
            RuleKind::Directory | RuleKind::DirectoryEmpty => make_directory(rule, &parent, name)?,
            RuleKind::File => make_file(rule, &parent, name)?,
            RuleKind::Link if rule.only_if_target && self.find(&target_of(rule), false)?.is_none() => {
                Made::Other
            }
            RuleKind::Link => make_link(rule, &parent, name)?,
            RuleKind::Copy => copy_into(self.root, &rule.source(), rights, &parent, name, path, rule.force)?,
            _ => make_special(rule, &parent, name)?,
        };
        if matches!(made, Made::Other) {
            return Ok(());
        }
        let mut node = parent.entry(name).map_err(failed("reach", path))?;
        // A copy starts with its source's rights, which `:` does not keep.
        let new = matches!(made, Made::New) || rule.kind == RuleKind::Copy;
        Ok(rights.apply(&mut node, new).map_err(failed("change", path))?)
    }

    /// Fails where a link on the way leads to nothing: nothing is made there.
    fn check_way(&self, above: &Path) -> Result<(), ApplyError> {
        for way in above.ancestors() {
            if self.find(way, false)?.is_some_and(|node| node.is_link()) && self.find(way, true)?.is_none() {
                return Err(failed("make", way)(Errno::ENOENT).into());
            }
        }
        Ok(())
    }

    /// `=`: removes what is not a directory on the way, and what is of another kind at its end.
    fn clear_way(&self, rule: &Rule, path: &Path) -> Result<(), ApplyError> {
        let mut ways: Vec<&Path> = path.ancestors().filter(|way| way.parent().is_some()).collect();
        ways.reverse();
        for way in ways {
            let there = if way == path { self.find(way, false)? } else { self.find(way, true)? };
            let right = match &there {
                Some(node) if way == path => rule.kind == RuleKind::Copy || node.kind() == kind_of(rule),
                Some(node) => node.is_directory(),
                // Nothing, or a link to nothing.
                None => self.find(way, false)?.is_none(),
            };
            if !right {
                let (above, name) = safe_path::split(way).map_err(failed("replace", way))?;
                let above = Handle::resolve(self.root, above, true);
                let removed = above.and_then(|above| safe_path::remove(&above, name));
                removed.map_err(failed("replace", way))?;
            }
        }
        Ok(())
    }

    pub(super) fn write(rule: &Rule, node: &Handle, path: &Path, flags: OFlag) -> Result<(), ApplyError> {
        let fd = node.reopen(OFlag::O_WRONLY | OFlag::O_NONBLOCK | flags).map_err(failed("open", path))?;
        let content = rule.argument.as_deref().unwrap_or_default();
        Ok(File::from(fd).write_all(content).map_err(|error| failed("write", path)(errno_of(&error)))?)
    }
}

/// Where a link would lead. systemd resolves a relative target from the root, wherever the link is.
fn target_of(rule: &Rule) -> PathBuf {
    let mut target = PathBuf::from("/");
    for part in rule.source().components() {
        match part {
            Component::ParentDir => {
                target.pop();
            }
            part => target.push(part),
        }
    }
    target
}

fn kind_of(rule: &Rule) -> SFlag {
    match rule.kind {
        RuleKind::Directory | RuleKind::DirectoryEmpty => SFlag::S_IFDIR,
        RuleKind::Link => SFlag::S_IFLNK,
        RuleKind::Fifo => SFlag::S_IFIFO,
        RuleKind::Character => SFlag::S_IFCHR,
        RuleKind::Block => SFlag::S_IFBLK,
        _ => SFlag::S_IFREG,
    }
}

/// What exists already, if it is of the rule's kind.
fn kept(rule: &Rule, parent: &Handle, name: &OsStr, what: &str) -> Result<Handle, ApplyError> {
    let there = parent.entry(name).map_err(failed("reach", Path::new(&rule.path)))?;
    if there.kind() == kind_of(rule) {
        Ok(there)
    } else {
        Err(ApplyError::Other(format!("something else than {what} is there")))
    }
}

fn make_directory(rule: &Rule, parent: &Handle, name: &OsStr) -> Result<Made, ApplyError> {
    let path = Path::new(&rule.path);
    match mkdirat(parent.fd(), name, Mode::S_IRWXU) {
        Ok(()) => {
            let mut node = parent.entry(name).map_err(failed("reach", path))?;
            // The set-group-ID bit is inherited from the directory above.
            let inherited = node.mode() & 0o2000;
            node.chmod(rule.first_mode() | inherited).map_err(failed("change", path))?;
            Ok(Made::New)
        }
        Err(Errno::EEXIST) => kept(rule, parent, name, "a directory").map(|_| Made::Kept),
        Err(errno) => Err(failed("make", path)(errno).into()),
    }
}

fn make_file(rule: &Rule, parent: &Handle, name: &OsStr) -> Result<Made, ApplyError> {
    let path = Path::new(&rule.path);
    let flags = OFlag::O_WRONLY | OFlag::O_CREAT | OFlag::O_EXCL | OFlag::O_NOFOLLOW | OFlag::O_CLOEXEC;
    match openat(parent.fd(), name, flags, Mode::S_IRUSR | Mode::S_IWUSR) {
        Ok(fd) => {
            let content = rule.argument.as_deref().unwrap_or_default();
            File::from(fd).write_all(content).map_err(|error| failed("write", path)(errno_of(&error)))?;
            let mut node = parent.entry(name).map_err(failed("reach", path))?;
            node.chmod(rule.first_mode()).map_err(failed("change", path))?;
            Ok(Made::New)
        }
        Err(Errno::EEXIST) => {
            let node = kept(rule, parent, name, "a file")?;
            if rule.force {
                RuleSite::write(rule, &node, path, OFlag::O_TRUNC)?;
            }
            Ok(Made::Kept)
        }
        Err(errno) => Err(failed("make", path)(errno).into()),
    }
}

fn make_link(rule: &Rule, parent: &Handle, name: &OsStr) -> Result<Made, ApplyError> {
    let path = Path::new(&rule.path);
    let target = rule.source();
    let link = || symlinkat(target.as_path(), parent.fd(), name);
    match link() {
        Ok(()) => Ok(Made::New),
        Err(Errno::EEXIST) => {
            if readlinkat(parent.fd(), name).is_ok_and(|found| found == target.as_os_str()) {
                return Ok(Made::Kept);
            }
            if !rule.force {
                // What exists stays: it may be the user's choice.
                return Ok(Made::Other);
            }
            safe_path::remove(parent, name).map_err(failed("replace", path))?;
            Ok(link().map(|()| Made::New).map_err(failed("make the link", path))?)
        }
        Err(errno) => Err(failed("make the link", path)(errno).into()),
    }
}

/// FIFOs and devices.
fn make_special(rule: &Rule, parent: &Handle, name: &OsStr) -> Result<Made, ApplyError> {
    let path = Path::new(&rule.path);
    let number = if rule.kind == RuleKind::Fifo {
        0
    } else {
        let argument = rule.argument.as_deref().unwrap_or_default();
        let (major, minor) = device(argument).map_err(ApplyError::Other)?;
        makedev(major, minor)
    };
    let make = || {
        mknodat(parent.fd(), name, kind_of(rule), Mode::S_IRUSR | Mode::S_IWUSR, number)?;
        parent.entry(name)?.chmod(rule.first_mode())
    };
    match make() {
        Ok(()) => Ok(Made::New),
        Err(Errno::EEXIST) => {
            let what = if rule.kind == RuleKind::Fifo { "a FIFO" } else { "such a device" };
            match kept(rule, parent, name, what) {
                Ok(_) => Ok(Made::Kept),
                Err(ApplyError::Other(_)) if rule.force => {
                    safe_path::remove(parent, name).map_err(failed("replace", path))?;
                    Ok(make().map(|()| Made::New).map_err(failed("make", path))?)
                }
                Err(problem) => Err(problem),
            }
        }
        // The container may have the capability but no right to devices.
        Err(Errno::EPERM | Errno::EACCES) if rule.kind != RuleKind::Fifo => Ok(Made::Other),
        Err(errno) => Err(failed("make", path)(errno).into()),
    }
}
