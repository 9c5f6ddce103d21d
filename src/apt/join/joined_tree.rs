//! The joined tree: a plan of directories, links and files, made from what the .debs have.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Component, Path, PathBuf};

use super::Error;

/// The top directories of .debs that are joined. In `etc`, directories are never links.
const TOPS: [&str; 3] = ["etc", "opt", "usr"];

/// The unpacked .debs, looked at as one file system.
pub(super) struct Disk<'a> {
    debs: &'a [PathBuf],
    left_out: BTreeSet<&'a str>,
}

/// One place in the joined tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum JoinNode {
    /// A directory of the tree's own.
    Directory,
    /// A symbolic link with this target.
    Link(PathBuf),
    /// A file with this content.
    File(Vec<u8>),
}

/// What will be written: paths relative to the tree's top.
#[derive(Debug, Default)]
pub(super) struct JoinPlan {
    nodes: BTreeMap<PathBuf, JoinNode>,
}

impl<'a> Disk<'a> {
    /// The .debs in order of preference, and paths in them that are not looked at.
    pub(super) fn new(debs: &'a [PathBuf], left_out: &'a [String]) -> Self {
        Self { debs, left_out: left_out.iter().map(String::as_str).collect() }
    }

    /// The .debs.
    pub(super) fn debs(&self) -> &'a [PathBuf] {
        self.debs
    }

    /// Where `path` is: in the first .deb that has it.
    pub(super) fn find(&self, path: &Path) -> Option<PathBuf> {
        self.debs.iter().map(|deb| deb.join(path)).find(|file| file.symlink_metadata().is_ok())
    }

    /// The names in the directory `path`, of all .debs together.
    pub(super) fn names(&self, path: &Path) -> Result<BTreeSet<String>, Error> {
        let mut names = BTreeSet::new();
        for deb in self.debs {
            names.extend(entries(&deb.join(path))?.into_iter().map(|(name, _)| name));
        }
        Ok(names)
    }

    fn is_left_out(&self, path: &Path) -> bool {
        path.to_str().is_some_and(|path| self.left_out.contains(path))
    }
}

/// The names in a directory, and whether each is a directory itself; none when `directory` is not one.
fn entries(directory: &Path) -> Result<Vec<(String, bool)>, Error> {
    let Ok(entries) = fs::read_dir(directory) else { return Ok(Vec::new()) };
    entries
        .map(|entry| {
            let entry = entry.map_err(Error::io(directory))?;
            let kind = entry.file_type().map_err(Error::io(directory))?;
            Ok((entry.file_name().to_string_lossy().into_owned(), kind.is_dir()))
        })
        .collect()
}

impl JoinPlan {
    /// Puts a link at `path`, unless a .deb has something there.
    pub(super) fn link(&mut self, disk: &Disk, path: &Path, target: &Path) {
        if disk.find(path).is_none() {
            self.put(path, JoinNode::Link(target.to_owned()));
        }
    }

    /// Puts a file at `path`, in place of what a .deb may have there.
    pub(super) fn file(&mut self, path: &Path, content: impl Into<Vec<u8>>) {
        self.put(path, JoinNode::File(content.into()));
    }

    /// Puts a node, and directories of the tree's own above it.
    fn put(&mut self, path: &Path, node: JoinNode) {
        for parent in path.ancestors().skip(1).filter(|parent| !parent.as_os_str().is_empty()) {
            self.nodes.insert(parent.to_owned(), JoinNode::Directory);
        }
        self.nodes.entry(path.to_owned()).or_insert(node);
    }

    /// What is at `path`.
    #[cfg(test)]
    pub(super) fn get(&self, path: &str) -> Option<&JoinNode> {
        self.nodes.get(Path::new(path))
    }

    /// Takes in everything that the .debs have.
    pub(super) fn fill(&mut self, disk: &Disk) -> Result<(), Error> {
        TOPS.iter().try_for_each(|top| self.fill_directory(disk, Path::new(top), disk.debs))
    }

    /// Takes in the directory `path` of those .debs among `debs` that have it.
    fn fill_directory(&mut self, disk: &Disk, path: &Path, debs: &[PathBuf]) -> Result<(), Error> {
        let is_directory = |deb: &&PathBuf| {
            deb.join(path).symlink_metadata().is_ok_and(|metadata| metadata.file_type().is_dir())
        };
        let owners: Vec<PathBuf> = debs.iter().filter(is_directory).cloned().collect();
        let [first, ..] = owners.as_slice() else { return Ok(()) };
        let may_fold = path.components().count() > 1 && !path.starts_with("etc");
        if owners.len() == 1 && may_fold && !self.nodes.contains_key(path) && is_closed(first, path)? {
            self.put(path, JoinNode::Link(first.join(path)));
            return Ok(());
        }
        self.put(path, JoinNode::Directory);
        let mut names: BTreeMap<String, bool> = BTreeMap::new();
        let mut source: BTreeMap<String, &Path> = BTreeMap::new();
        for owner in &owners {
            for (name, directory) in entries(&owner.join(path))? {
                // A directory in one .deb takes precedence over a link in another.
                *names.entry(name.clone()).or_default() |= directory;
                source.entry(name).or_insert(owner);
            }
        }
        for (name, directory) in names {
            let below = path.join(&name);
            if disk.is_left_out(&below) {
                continue;
            }
            if directory {
                self.fill_directory(disk, &below, &owners)?;
            } else if !self.nodes.contains_key(&below) {
                let file = source[&name].join(&below);
                let target = fs::read_link(&file).unwrap_or(file);
                self.put(&below, JoinNode::Link(target));
            }
        }
        Ok(())
    }

    /// Writes the tree into the new directory `out`.
    ///
    /// # Errors
    /// When something is there already, or can't be made.
    pub(super) fn write(&self, out: &Path) -> Result<(), Error> {
        fs::create_dir(out).map_err(Error::io(out))?;
        for (path, node) in &self.nodes {
            let place = out.join(path);
            match node {
                JoinNode::Directory => fs::create_dir(&place),
                JoinNode::Link(target) => symlink(target, &place),
                JoinNode::File(content) => fs::write(&place, content),
            }
            .map_err(Error::io(&place))?;
        }
        Ok(())
    }
}

/// Do all relative links below the directory `path` of `deb` lead to something in `deb`?
fn is_closed(deb: &Path, path: &Path) -> Result<bool, Error> {
    let directory = deb.join(path);
    for entry in fs::read_dir(&directory).map_err(Error::io(&directory))? {
        let entry = entry.map_err(Error::io(&directory))?;
        let kind = entry.file_type().map_err(Error::io(&directory))?;
        let below = path.join(entry.file_name());
        if kind.is_dir() && !is_closed(deb, &below)? {
            return Ok(false);
        }
        if kind.is_symlink() {
            let target = fs::read_link(entry.path()).map_err(Error::io(&entry.path()))?;
            let inside = || Some(deb.join(resolved(path, &target)?).symlink_metadata().is_ok());
            if target.is_relative() && inside() != Some(true) {
                return Ok(false);
            }
        }
    }
    Ok(true)
}

/// `target` seen from `directory`; `None` when it climbs over the top.
fn resolved(directory: &Path, target: &Path) -> Option<PathBuf> {
    let mut path = directory.to_owned();
    for component in target.components() {
        match component {
            Component::ParentDir if path.pop() => (),
            Component::Normal(name) => path.push(name),
            Component::CurDir => (),
            _ => return None,
        }
    }
    Some(path)
}
