//! Carries rules out, in their order.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use nix::errno::Errno;
use nix::fcntl::OFlag;

use super::super::glob;
use super::super::tree::{self, Node, TreeError, failed};
use super::super::unit::Host;
use super::super::users::Users;
use super::rule::{Kind, Owner, Rule, parse};

/// How the rules went.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// What could not be done.
    pub errors: Vec<String>,
    /// What was left out on purpose.
    pub notes: Vec<String>,
}

/// What rules are carried out in.
pub(super) struct Place<'a> {
    pub(super) root: &'a Path,
    users: Users,
    /// PID 1's own credentials, for `^`.
    pub(super) credentials: Option<&'a Path>,
}

/// Why a rule could not be carried out.
#[derive(Debug, thiserror::Error)]
pub(super) enum Problem {
    #[error(transparent)]
    Tree(#[from] TreeError),
    #[error(transparent)]
    User(#[from] super::super::users::UserError),
    #[error("{0}")]
    Other(String),
}

/// Owner and permissions as numbers.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Rights {
    uid: Option<(u32, bool)>,
    gid: Option<(u32, bool)>,
    mode: Option<super::rule::Modes>,
}

/// Carries out `lines` below `root`.
pub fn apply(root: &Path, lines: &[String], host: &Host, credentials: Option<&Path>) -> Report {
    let mut report = Report::default();
    let mut rules = Vec::new();
    for line in lines.iter().filter(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#')) {
        match parse(line, host) {
            Ok(rule) => rules.push(rule),
            Err(error) => report.errors.push(error.to_string()),
        }
    }
    let place = Place { root, users: Users::new(root), credentials };
    let rules = without_duplicates(rules, &mut report);
    for rule in &rules {
        report_failure(rule, place.clear(rule), &mut report);
    }
    for rule in in_order(&rules) {
        report_failure(rule, place.create(rule), &mut report);
    }
    if rules.iter().any(|rule| rule.kind == Kind::Attributes) {
        report.notes.push("tmpfiles rules for attributes and access lists (t, h, a) are not applied".into());
    }
    report
}

fn report_failure(rule: &Rule, result: Result<(), Problem>, report: &mut Report) {
    if let Err(problem) = result {
        let text = format!("tmpfiles rule for {}: {problem}", rule.path);
        if rule.may_fail { report.notes.push(text) } else { report.errors.push(text) }
    }
}

/// Of two rules that make the same path into different things the first one counts.
fn without_duplicates(rules: Vec<Rule>, report: &mut Report) -> Vec<Rule> {
    let mut kept: Vec<Rule> = Vec::new();
    let makes = |rule: &Rule| !rule.kind.takes_pattern();
    for rule in rules {
        let earlier = kept.iter().find(|earlier| makes(earlier) && makes(&rule) && earlier.path == rule.path);
        if kept.contains(&rule) {
            continue;
        }
        if earlier.is_some() && !rule.force {
            report.notes.push(format!("a second tmpfiles rule for {} is left out", rule.path));
            continue;
        }
        kept.push(rule);
    }
    kept
}

/// Plain paths before patterns, a path before what is below it, otherwise as written.
fn in_order(rules: &[Rule]) -> Vec<&Rule> {
    let mut by_path: BTreeMap<&str, Vec<&Rule>> = BTreeMap::new();
    let (patterns, plain): (Vec<_>, Vec<_>) = rules.iter().partition(|rule| rule.kind.takes_pattern());
    for rule in &plain {
        by_path.entry(&rule.path).or_default().push(rule);
    }
    let mut ordered = Vec::new();
    for rule in plain {
        let ends = rule.path.match_indices('/').map(|(position, _)| position).skip(1);
        for end in ends.chain([rule.path.len()]) {
            // Taken out, so that each comes once.
            ordered.extend(by_path.remove(&rule.path[..end]).unwrap_or_default());
        }
    }
    ordered.extend(patterns);
    ordered
}

impl Place<'_> {
    /// What a rule removes before anything is made.
    fn clear(&self, rule: &Rule) -> Result<(), Problem> {
        if rule.kind == Kind::DirectoryEmpty {
            return match self.find(Path::new(&rule.path), true)? {
                Some(node) if node.is_directory() => {
                    Ok(tree::remove_content(&node).map_err(failed("empty", Path::new(&rule.path)))?)
                }
                _ => Ok(()),
            };
        }
        if !rule.kind.removes() {
            return Ok(());
        }
        for path in self.matching(&rule.path) {
            let parent = tree::split(&path).and_then(|(parent, _)| Node::resolve(self.root, parent, true));
            let parent = parent.map_err(failed("remove", &path))?;
            let name = path.file_name().unwrap_or_default();
            let removed = match (rule.kind, parent.entry(name)) {
                (Kind::RemoveAll, _) => tree::remove(&parent, name),
                (_, Ok(entry)) if entry.is_directory() => {
                    nix::unistd::unlinkat(parent.fd(), name, nix::unistd::UnlinkatFlags::RemoveDir)
                }
                _ => tree::remove(&parent, name),
            };
            removed.map_err(failed("remove", &path))?;
        }
        Ok(())
    }

    fn create(&self, rule: &Rule) -> Result<(), Problem> {
        match rule.kind {
            Kind::Remove | Kind::RemoveAll | Kind::Ignore | Kind::Attributes => Ok(()),
            Kind::Owner | Kind::OwnerAll | Kind::Adjust | Kind::Write | Kind::WriteAppend => {
                for path in self.matching(&rule.path) {
                    self.adjust(rule, &path)?;
                }
                Ok(())
            }
            _ => self.make(rule),
        }
    }

    fn adjust(&self, rule: &Rule, path: &Path) -> Result<(), Problem> {
        // What is written is what the path leads to; owners change on the path itself.
        let follow = matches!(rule.kind, Kind::Write | Kind::WriteAppend);
        let Some(mut node) = self.find(path, follow)? else { return Ok(()) };
        match rule.kind {
            Kind::Adjust if !node.is_directory() => Ok(()),
            Kind::Write | Kind::WriteAppend => {
                let flag = if rule.kind == Kind::WriteAppend { OFlag::O_APPEND } else { OFlag::empty() };
                self.write(rule, &node, path, flag)
            }
            Kind::OwnerAll => {
                Ok(self.rights(rule)?.apply_all(&mut node, 0).map_err(failed("change", path))?)
            }
            _ => Ok(self.rights(rule)?.apply(&mut node, false).map_err(failed("change", path))?),
        }
    }

    /// What is there, if anything is.
    pub(super) fn find(&self, path: &Path, follow: bool) -> Result<Option<Node>, TreeError> {
        match Node::resolve(self.root, path, follow) {
            Ok(node) => Ok(Some(node)),
            Err(Errno::ENOENT | Errno::ENOTDIR) => Ok(None),
            Err(errno) => Err(failed("reach", path)(errno)),
        }
    }

    /// The paths that a pattern stands for, as they are named below the root.
    fn matching(&self, pattern: &str) -> Vec<PathBuf> {
        let absolute = |path: PathBuf| Path::new("/").join(path.strip_prefix(self.root).unwrap_or(&path));
        glob::expand(self.root, pattern).into_iter().map(absolute).collect()
    }

    pub(super) fn rights(&self, rule: &Rule) -> Result<Rights, Problem> {
        let uid = |owner: &Owner| Ok::<_, Problem>((self.users.user(&owner.name)?.uid, owner.only_new));
        let gid = |owner: &Owner| Ok::<_, Problem>((self.users.group(&owner.name)?.gid, owner.only_new));
        Ok(Rights {
            uid: rule.user.as_ref().map(uid).transpose()?,
            gid: rule.group.as_ref().map(gid).transpose()?,
            mode: rule.mode,
        })
    }
}

impl Rights {
    /// Sets owner and mode of one file; `new`: the rule has just made it.
    pub(super) fn apply(self, node: &mut Node, new: bool) -> Result<(), Errno> {
        let wanted =
            |owner: Option<(u32, bool)>| owner.filter(|(_, only_new)| new || !only_new).map(|(id, _)| id);
        let (uid, gid) = (wanted(self.uid), wanted(self.gid));
        let before = node.mode();
        // An init that is not root can't give files away, and they are its own anyway.
        if nix::unistd::geteuid().is_root() {
            node.chown(uid, gid)?;
        }
        match self.mode.filter(|mode| new || !mode.only_new) {
            Some(mode) if mode.masked => node.chmod(masked(mode.bits, before, node.is_directory())),
            Some(mode) => node.chmod(mode.bits),
            // Changing an owner takes set-user-ID bits away.
            None => node.chmod(before),
        }
    }

    fn apply_all(self, node: &mut Node, depth: usize) -> Result<(), Errno> {
        if depth > 256 {
            return Err(Errno::ELOOP);
        }
        self.apply(node, false)?;
        if node.is_directory() {
            for name in tree::entries(node)? {
                match node.entry(&name) {
                    Ok(mut entry) => self.apply_all(&mut entry, depth + 1)?,
                    Err(Errno::ENOENT) => {}
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(())
    }
}

/// `~`: what nobody has is given to nobody; special bits only for directories.
fn masked(mode: u32, present: u32, directory: bool) -> u32 {
    let classes = [0o111, 0o222, 0o444].into_iter().filter(|class| present & class == 0);
    let mode = classes.fold(mode, |mode, class| mode & !class);
    if directory { mode } else { mode & 0o777 }
}
