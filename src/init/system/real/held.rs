//! What units hold for as long as they are up, some of it shared: links in place of mounts, and directories for /tmp.
//!
//! PID 1 notes who holds what before a command's process makes or uses it, so that one unit's end never removes
//! what another one needs.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use nix::errno::Errno;
use nix::sys::stat::{Mode, mkdirat};

use super::Linux;
use crate::init::spawn::{Tmp, links};
use crate::init::unit::view::PrivateTmp;
use crate::init::unit::{ExecContext, Link, Unit, UnitName};
use crate::safe_path::{self, Handle, ROOT};

/// How much of a unit's name is in the name of its directory.
const NAMED: usize = 64;

/// How many files PID 1 removes itself.
const FILES_MAX: usize = 1000;

/// Links and directories, with the units that hold them.
#[derive(Default)]
pub(super) struct Held {
    links: BTreeMap<Link, BTreeSet<UnitName>>,
    tmp: BTreeMap<UnitName, Holding>,
}

/// A unit's directories, which others may share, and the units that it joins.
struct Holding {
    tmp: Rc<Tmp>,
    joins: Vec<UnitName>,
}

impl Held {
    /// The directories of a unit that is up and that this one joins, or that joins this one.
    fn joined(&self, unit: &Unit) -> Option<Rc<Tmp>> {
        let joins = &unit.dependencies.joins_namespace_of;
        let is_one = |(other, holding): &(&UnitName, &Holding)| {
            holding.tmp.var_tmp.is_some() && (joins.contains(other) || holding.joins.contains(&unit.name))
        };
        self.tmp.iter().find(is_one).map(|(_, holding)| Rc::clone(&holding.tmp))
    }
}

impl Linux {
    /// Notes what a unit whose command is about to run holds, and returns its directories for /tmp.
    pub(super) fn hold(&mut self, unit: &Unit, context: &ExecContext) -> Result<Option<Rc<Tmp>>, Errno> {
        for link in &context.stand_in.links {
            // Units share one link, even if it is optional for some.
            let link = Link { optional: false, ..link.clone() };
            self.held.links.entry(link).or_default().insert(unit.name.clone());
        }
        let mounted = context.view.private_tmp == PrivateTmp::Shared;
        if context.stand_in.tmp.is_none() && !mounted {
            return Ok(None);
        }
        if let Some(known) = self.held.tmp.get(&unit.name) {
            return Ok(Some(Rc::clone(&known.tmp)));
        }
        let tmp = match self.held.joined(unit).filter(|_| mounted) {
            Some(joined) => joined,
            None if mounted => {
                let tmp = shared_directory(Path::new("/tmp"), &unit.name)?;
                Rc::new(Tmp { tmp, var_tmp: Some(shared_directory(Path::new("/var/tmp"), &unit.name)?) })
            }
            None => Rc::new(Tmp { tmp: private_directory(Path::new("/tmp"), &unit.name)?, var_tmp: None }),
        };
        let holding = Holding { tmp: Rc::clone(&tmp), joins: unit.dependencies.joins_namespace_of.clone() };
        self.held.tmp.insert(unit.name.clone(), holding);
        Ok(Some(tmp))
    }

    /// Removes what only this unit held; returns what could not be removed.
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
        // Inner ones go first.
        for link in gone.iter().rev() {
            if let Err(errno) = links::remove(link) {
                problems.push(safe_path::failed("remove", &link.path)(errno).to_string());
            }
        }
        // Not while another unit holds them.
        let tmp = self.held.tmp.remove(unit).and_then(|holding| Rc::into_inner(holding.tmp));
        for path in tmp.iter().flat_map(Tmp::outer) {
            if let Err(problem) = self.remove_directory(path) {
                problems.push(problem.to_string());
            }
        }
        problems
    }

    /// Removes a directory that only PID 1 knows; a large one is left to another process.
    fn remove_directory(&mut self, path: &Path) -> Result<(), safe_path::PathError> {
        let small = safe_path::split(path).and_then(|(above, name)| {
            safe_path::remove_if_small(&Handle::resolve(Path::new(ROOT), above, true)?, name, FILES_MAX)
        });
        match small {
            Ok(true) => Ok(()),
            _ => self.throw_away(path),
        }
    }
}

impl Tmp {
    /// The directories that are made for it.
    fn outer(&self) -> Vec<&Path> {
        match &self.var_tmp {
            Some(var_tmp) => [&self.tmp, var_tmp].into_iter().filter_map(|path| path.parent()).collect(),
            None => vec![&self.tmp],
        }
    }
}

/// A new directory for this process's user alone.
fn private_directory(above: &Path, unit: &UnitName) -> Result<PathBuf, Errno> {
    let mut random = [0; 8];
    super::random(&mut random)?;
    let stem: String = unit.as_str().chars().take(NAMED).collect();
    let name = format!("nix-docker-{stem}-{:016x}", u64::from_ne_bytes(random));
    let directory = Handle::make_directory(Path::new(ROOT), above, 0o1777)?;
    mkdirat(directory.fd(), name.as_str(), Mode::from_bits_truncate(0o700))?;
    Ok(above.join(name))
}

/// A new directory within such a one, in which everybody who can reach it may write.
fn shared_directory(above: &Path, unit: &UnitName) -> Result<PathBuf, Errno> {
    let path = private_directory(above, unit)?.join("tmp");
    Handle::make_directory(Path::new(ROOT), &path, 0o1777)?;
    Ok(path)
}
