//! Carries rules out, in their order.

use std::path::{Path, PathBuf};

use nix::errno::Errno;
use nix::fcntl::OFlag;

use super::super::base64;
use super::attributes;
use super::order::Groups;
use super::remove::Spared;
use super::rights::{Rights, for_all};
use super::rule::{Owner, Rule, RuleKind};
use crate::glob;
use crate::safe_path::{self, Handle, PathError, failed};
use crate::users::Users;

/// systemd's bound on a credential.
const CREDENTIAL_MAX: u64 = 1024 * 1024;

/// How the rules went.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct TmpfilesReport {
    /// What could not be done.
    pub errors: Vec<String>,
    /// What was left out on purpose.
    pub notes: Vec<String>,
}

/// What rules are carried out in.
pub(super) struct RuleSite<'a> {
    pub(super) root: &'a Path,
    users: Users,
    /// PID 1's own credentials, for `^`.
    credentials: Option<&'a Path>,
}

/// What is now at the rule's path.
pub(super) enum Made {
    /// What the rule has made.
    New,
    /// What was there, and is what the rule would have made.
    Kept,
    /// What was there, and is something else that may stay.
    Other,
}

/// Why a rule could not be carried out.
#[derive(Debug, thiserror::Error)]
pub(super) enum RuleError {
    #[error(transparent)]
    Tree(#[from] PathError),
    #[error(transparent)]
    User(#[from] crate::users::UserError),
    #[error("{0}")]
    Other(String),
}

/// Carries out `rules` below `root`.
pub(crate) fn apply(root: &Path, rules: Vec<Rule>, credentials: Option<&Path>) -> TmpfilesReport {
    let mut report = TmpfilesReport::default();
    let place = RuleSite { root, users: Users::new(root), credentials };
    let rules = rules.into_iter().filter_map(|rule| place.with_content(rule, &mut report)).collect();
    let (groups, left_out) = Groups::new(rules);
    for rule in left_out {
        report.notes.push(format!("a second tmpfiles rule for {} is left out", rule.path));
    }
    let spared = Spared::new(groups.to_create());
    for rule in groups.to_remove() {
        for problem in place.clear(rule, &spared) {
            report.errors.push(told(rule, &problem));
        }
    }
    for rule in groups.to_create() {
        for problem in place.create(rule) {
            let list = if rule.may_fail { &mut report.notes } else { &mut report.errors };
            list.push(told(rule, &problem));
        }
    }
    report
}

fn told(rule: &Rule, problem: &RuleError) -> String {
    format!("tmpfiles rule for {}: {problem}", rule.path)
}

impl RuleSite<'_> {
    /// The rule with its credential's content; `None` if the credential, or the source of a copy, is not there, or
    /// if its user or group is unknown: then nothing of it acts, and it does not keep another from its path.
    fn with_content(&self, mut rule: Rule, report: &mut TmpfilesReport) -> Option<Rule> {
        let there = || Handle::resolve(self.root, &rule.source(), false);
        if rule.kind == RuleKind::Copy && there().is_err_and(|errno| errno == Errno::ENOENT) {
            return None;
        }
        if rule.credential && matches!(rule.kind, RuleKind::File | RuleKind::Write) {
            let name = String::from_utf8_lossy(rule.argument.as_deref().unwrap_or_default()).into_owned();
            let valid = !name.is_empty() && !name.contains('/') && !name.starts_with('.');
            let file = self.credentials.filter(|_| valid)?.join(name);
            let mut content = safe_path::read(Path::new("/"), &file, CREDENTIAL_MAX).ok()?;
            if rule.base64 {
                let decoded = String::from_utf8(content).ok().and_then(|text| base64::decode(&text));
                let Some(decoded) = decoded else {
                    let problem = RuleError::Other("the credential is not base64".into());
                    report.errors.push(told(&rule, &problem));
                    return None;
                };
                content = decoded;
            }
            rule.argument = Some(content);
        }
        match self.rights(&rule) {
            Ok(_) => Some(rule),
            Err(problem) => {
                report.errors.push(told(&rule, &problem));
                None
            }
        }
    }

    fn create(&self, rule: &Rule) -> Vec<RuleError> {
        match rule.kind {
            RuleKind::Remove | RuleKind::RemoveAll | RuleKind::Ignore | RuleKind::Unsupported => Vec::new(),
            kind if kind.creates() => self.make(rule).err().into_iter().collect(),
            _ => {
                let matching = self.matching(&rule.path);
                matching.iter().filter_map(|path| self.adjust(rule, path).err()).collect()
            }
        }
    }

    fn adjust(&self, rule: &Rule, path: &Path) -> Result<(), RuleError> {
        // What is written to, and a directory, is what the path leads to; all else changes the path itself.
        let follow = matches!(rule.kind, RuleKind::Write | RuleKind::Adjust);
        let Some(mut node) = self.find(path, follow)? else { return Ok(()) };
        let argument = rule.argument.as_deref().unwrap_or_default();
        let changed = match rule.kind {
            RuleKind::Adjust if !node.is_directory() => {
                return Err(RuleError::Other(format!("{} is no directory", path.display())));
            }
            RuleKind::Write => {
                let flag = if rule.force { OFlag::O_APPEND } else { OFlag::empty() };
                Self::write(rule, &node, path, flag)?;
                self.rights(rule)?.apply(&mut node, false)
            }
            RuleKind::OwnerAll => {
                let rights = self.rights(rule)?;
                for_all(&mut node, &mut |node| rights.apply(node, false))
            }
            RuleKind::Attributes | RuleKind::AttributesAll => {
                let pairs = attributes::pairs(argument).map_err(RuleError::Other)?;
                let mut set = |node: &mut Handle| attributes::set_pairs(node, &pairs);
                if rule.kind == RuleKind::Attributes { set(&mut node) } else { for_all(&mut node, &mut set) }
            }
            RuleKind::Flags | RuleKind::FlagsAll => {
                let flags = attributes::flags(argument).map_err(RuleError::Other)?;
                let mut change = |node: &mut Handle| match attributes::change_flags(node, flags) {
                    // Not every file system has them.
                    Err(Errno::ENOTTY | Errno::EOPNOTSUPP | Errno::ENOSYS) => Ok(()),
                    result => result,
                };
                if rule.kind == RuleKind::Flags { change(&mut node) } else { for_all(&mut node, &mut change) }
            }
            _ => self.rights(rule)?.apply(&mut node, false),
        };
        Ok(changed.map_err(failed("change", path))?)
    }

    /// What is there, if anything is.
    pub(super) fn find(&self, path: &Path, follow: bool) -> Result<Option<Handle>, PathError> {
        match Handle::resolve(self.root, path, follow) {
            Ok(node) => Ok(Some(node)),
            Err(Errno::ENOENT | Errno::ENOTDIR) => Ok(None),
            Err(errno) => Err(failed("reach", path)(errno)),
        }
    }

    /// The paths that a pattern stands for, as they are named below the root.
    pub(super) fn matching(&self, pattern: &str) -> Vec<PathBuf> {
        let absolute = |path: PathBuf| Path::new("/").join(path.strip_prefix(self.root).unwrap_or(&path));
        glob::expand(self.root, pattern).into_iter().map(absolute).collect()
    }

    pub(super) fn rights(&self, rule: &Rule) -> Result<Rights, RuleError> {
        let uid = |owner: &Owner| Ok::<_, RuleError>((self.users.user(&owner.name)?.uid, owner.only_new));
        let gid = |owner: &Owner| Ok::<_, RuleError>((self.users.group(&owner.name)?.gid, owner.only_new));
        Ok(Rights {
            uid: rule.user.as_ref().map(uid).transpose()?,
            gid: rule.group.as_ref().map(gid).transpose()?,
            mode: rule.mode,
        })
    }
}
