//! Carries rules out, in their order.

use std::path::Path;

use nix::errno::Errno;
use nix::fcntl::OFlag;

use super::super::base64;
use super::attributes;
use super::order::Groups;
use super::remove::Spared;
use super::rights::for_all;
use super::rule::{Rule, RuleKind};
use super::site::{ApplyError, RuleSite};
use crate::safe_path::{self, Handle, failed};
use crate::users::Users;

/// systemd's limit for a credential.
const CREDENTIAL_MAX: u64 = 1024 * 1024;

/// How the rules went.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct TmpfilesReport {
    /// What could not be done.
    pub errors: Vec<String>,
    /// What was left out on purpose.
    pub notes: Vec<String>,
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

fn told(rule: &Rule, problem: &ApplyError) -> String {
    format!("tmpfiles rule for {}: {problem}", rule.path)
}

impl RuleSite<'_> {
    /// The rule with its credential's content; `None` if the credential, or the source of a copy, does not exist, or
    /// if its user or group is unknown: then it has no effect and does not keep another rule from its path.
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
                    let problem = ApplyError::Other("the credential is not base64".into());
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

    fn create(&self, rule: &Rule) -> Vec<ApplyError> {
        match rule.kind {
            RuleKind::Remove | RuleKind::RemoveAll | RuleKind::Ignore | RuleKind::Unsupported => Vec::new(),
            kind if kind.creates() => self.make(rule).err().into_iter().collect(),
            _ => {
                let matching = self.matching(&rule.path);
                matching.iter().filter_map(|path| self.adjust(rule, path).err()).collect()
            }
        }
    }

    fn adjust(&self, rule: &Rule, path: &Path) -> Result<(), ApplyError> {
        // Writing, and directories, follow a link at the path; everything else is about the path itself.
        let follow = matches!(rule.kind, RuleKind::Write | RuleKind::Adjust);
        let Some(mut node) = self.find(path, follow)? else { return Ok(()) };
        let argument = rule.argument.as_deref().unwrap_or_default();
        let changed = match rule.kind {
            RuleKind::Adjust if !node.is_directory() => {
                return Err(ApplyError::Other(format!("{} is no directory", path.display())));
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
                let pairs = attributes::pairs(argument).map_err(ApplyError::Other)?;
                let mut set = |node: &mut Handle| attributes::set_pairs(node, &pairs);
                if rule.kind == RuleKind::Attributes { set(&mut node) } else { for_all(&mut node, &mut set) }
            }
            RuleKind::Flags | RuleKind::FlagsAll => {
                let flags = attributes::flags(argument).map_err(ApplyError::Other)?;
                let mut change = |node: &mut Handle| match attributes::change_flags(node, flags) {
                    // Not every file system supports them.
                    Err(Errno::ENOTTY | Errno::EOPNOTSUPP | Errno::ENOSYS) => Ok(()),
                    result => result,
                };
                if rule.kind == RuleKind::Flags { change(&mut node) } else { for_all(&mut node, &mut change) }
            }
            _ => self.rights(rule)?.apply(&mut node, false),
        };
        Ok(changed.map_err(failed("change", path))?)
    }
}
