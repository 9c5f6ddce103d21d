//! `r`, `R` and `D`: what is removed before anything is made.
//!
//! Below a directory, systemd-tmpfiles spares the paths that other lines name, other file systems, devices, and files
//! with the sticky bit.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use nix::errno::Errno;
use nix::sys::stat::SFlag;
use nix::unistd::{UnlinkatFlags, unlinkat};

use super::rule::{Rule, RuleKind};
use super::site::{ApplyError, RuleSite};
use crate::glob;
use crate::safe_path::{self, Handle, failed};

/// Nothing is removed below this depth.
const DEPTH_MAX: usize = 512;

/// The paths and patterns that lines name.
#[derive(Debug, Default)]
pub(super) struct Spared {
    paths: BTreeSet<PathBuf>,
    patterns: Vec<String>,
}

impl Spared {
    /// What these rules spare.
    pub(super) fn new<'a>(rules: impl IntoIterator<Item = &'a Rule>) -> Self {
        let mut spared = Self::default();
        for rule in rules {
            if rule.kind.takes_pattern() {
                spared.patterns.push(rule.path.clone());
            } else {
                spared.paths.insert(PathBuf::from(&rule.path));
            }
        }
        spared
    }

    fn has(&self, path: &Path) -> bool {
        self.paths.contains(path) || self.patterns.iter().any(|pattern| fits(pattern, path))
    }
}

/// Whether a pattern matches component by component; a leading dot has to be written out.
fn fits(pattern: &str, path: &Path) -> bool {
    let Some(path) = path.to_str() else { return false };
    let (mut patterns, mut names) = (pattern.split('/'), path.split('/'));
    loop {
        match (patterns.next(), names.next()) {
            (None, None) => return true,
            (Some(pattern), Some(name)) => {
                let hidden = name.starts_with('.') && !pattern.starts_with('.');
                if hidden || !glob::matches(pattern, name) {
                    return false;
                }
            }
            _ => return false,
        }
    }
}

impl RuleSite<'_> {
    /// Removes what a rule says, before anything is made.
    pub(super) fn clear(&self, rule: &Rule, spared: &Spared) -> Vec<ApplyError> {
        match rule.kind {
            RuleKind::DirectoryEmpty => self.empty(Path::new(&rule.path), spared).err().into_iter().collect(),
            RuleKind::Remove | RuleKind::RemoveAll => {
                let matching = self.matching(&rule.path);
                matching.iter().filter_map(|path| self.remove(rule, path, spared).err()).collect()
            }
            _ => Vec::new(),
        }
    }

    fn empty(&self, path: &Path, spared: &Spared) -> Result<(), ApplyError> {
        match self.find(path, false)? {
            None => Ok(()),
            Some(node) if node.is_directory() => {
                Ok(clean(&node, path, spared, 0).map_err(failed("empty", path))?)
            }
            Some(_) => Err(failed("empty", path)(Errno::ENOTDIR).into()),
        }
    }

    fn remove(&self, rule: &Rule, path: &Path, spared: &Spared) -> Result<(), ApplyError> {
        let parent = safe_path::split(path).and_then(|(parent, _)| Handle::resolve(self.root, parent, true));
        let parent = parent.map_err(failed("remove", path))?;
        let name = path.file_name().unwrap_or_default();
        let removed = match parent.entry(name) {
            Ok(entry) if entry.is_directory() && rule.kind == RuleKind::Remove => {
                unlinkat(parent.fd(), name, UnlinkatFlags::RemoveDir)
            }
            Ok(entry) if entry.is_directory() => {
                clean(&entry, path, spared, 0).and_then(|()| remove_empty(&parent, name))
            }
            Ok(_) => unlinkat(parent.fd(), name, UnlinkatFlags::NoRemoveDir),
            Err(errno) => Err(errno),
        };
        Ok(removed
            .or_else(|errno| if errno == Errno::ENOENT { Ok(()) } else { Err(errno) })
            .map_err(failed("remove", path))?)
    }
}

/// Removes what is in a directory, except what is spared. An error does not stop the rest; the first is returned.
fn clean(directory: &Handle, path: &Path, spared: &Spared, depth: usize) -> Result<(), Errno> {
    if depth > DEPTH_MAX {
        return Err(Errno::ELOOP);
    }
    let mut result = Ok(());
    for name in safe_path::entries(directory)? {
        let below = path.join(&name);
        let Ok(entry) = directory.entry(&name) else { continue };
        // A file of an overlay may have another device number than its directory.
        let mounted = entry.is_directory() && entry.stat().st_dev != directory.stat().st_dev;
        if spared.has(&below) || mounted {
            continue;
        }
        let removed = if entry.is_directory() {
            clean(&entry, &below, spared, depth + 1).and_then(|()| remove_empty(directory, &name))
        } else if entry.mode() & 0o1000 != 0 || matches!(entry.kind(), SFlag::S_IFCHR | SFlag::S_IFBLK) {
            Ok(())
        } else {
            unlinkat(directory.fd(), name.as_os_str(), UnlinkatFlags::NoRemoveDir)
        };
        result = result.and(removed);
    }
    result
}

/// Removes a directory unless something was spared in it.
fn remove_empty(parent: &Handle, name: &OsStr) -> Result<(), Errno> {
    match unlinkat(parent.fd(), name, UnlinkatFlags::RemoveDir) {
        Err(Errno::ENOTEMPTY | Errno::EEXIST | Errno::ENOENT) => Ok(()),
        removed => removed,
    }
}
