//! What units have for as long as they are up, some of it together: links in the place of mounts, and directories
//! for /tmp.
//!
//! PID 1 notes who has what before a command's process makes or uses it, so that one unit's end never takes
//! away what another one needs.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use nix::errno::Errno;
use nix::sys::stat::{Mode, mkdirat};

use super::Linux;
use crate::init::spawn::links;
use crate::init::tree::{self, Node};
use crate::init::unit::{ExecContext, Link, UnitName};

/// The root directory.
const ROOT: &str = "/";

/// So much of a unit's name is in the name of its directory.
const NAMED: usize = 64;

/// So many files PID 1 removes itself.
const FILES_MAX: usize = 1000;

/// Who has what.
#[derive(Default)]
pub(super) struct Held {
    links: BTreeMap<Link, BTreeSet<UnitName>>,
    tmp: BTreeMap<UnitName, PathBuf>,
}

impl Linux {
    /// Notes what a unit whose command is about to run has, and says which directory it has for /tmp.
    pub(super) fn hold(&mut self, unit: &UnitName, context: &ExecContext) -> Result<Option<PathBuf>, Errno> {
        for link in &context.stand_in.links {
            self.held.links.entry(link.clone()).or_default().insert(unit.clone());
        }
        if context.stand_in.tmp.is_none() {
            return Ok(None);
        }
        if let Some(known) = self.held.tmp.get(unit) {
            return Ok(Some(known.clone()));
        }
        let made = private_directory(Path::new("/tmp"), unit)?;
        self.held.tmp.insert(unit.clone(), made.clone());
        Ok(Some(made))
    }

    /// Takes away what only this unit had; says what could not be.
    pub(super) fn let_go(&mut self, unit: &UnitName) -> Vec<String> {
        let mut gone = Vec::new();
        self.held.links.retain(|link, units| {
            let last = units.remove(unit) && units.is_empty();
            if last {
                gone.push(link.clone());
            }
            !last
        });
        let mut problems = Vec::new();
        // What is in others goes first.
        for link in gone.iter().rev() {
            if let Err(errno) = links::remove(link) {
                problems.push(tree::failed("remove", &link.path)(errno).to_string());
            }
        }
        if let Some(path) = self.held.tmp.remove(unit)
            && let Err(problem) = self.remove_directory(&path)
        {
            problems.push(problem.to_string());
        }
        problems
    }

    /// Removes a directory that only PID 1 knows; one that is large elsewhere than here.
    fn remove_directory(&mut self, path: &Path) -> Result<(), tree::TreeError> {
        let small = tree::split(path).and_then(|(above, name)| {
            tree::remove_if_small(&Node::resolve(Path::new(ROOT), above, true)?, name, FILES_MAX)
        });
        match small {
            Ok(true) => Ok(()),
            _ => self.throw_away(path),
        }
    }
}

/// A new directory that is this process's own alone.
fn private_directory(above: &Path, unit: &UnitName) -> Result<PathBuf, Errno> {
    let mut random = [0; 8];
    super::random(&mut random)?;
    let stem: String = unit.as_str().chars().take(NAMED).collect();
    let name = format!("nix-docker-{stem}-{:016x}", u64::from_ne_bytes(random));
    let directory = Node::make_directory(Path::new(ROOT), above, 0o1777)?;
    mkdirat(directory.fd(), name.as_str(), Mode::from_bits_truncate(0o700))?;
    Ok(above.join(name))
}
