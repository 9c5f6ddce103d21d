//! The root that rules are carried out in, what exists there, and why a rule could not be carried out.

use std::path::{Path, PathBuf};

use nix::errno::Errno;

use super::rights::Rights;
use super::rule::{Owner, Rule};
use crate::glob;
use crate::safe_path::{Handle, PathError, failed};
use crate::users::Users;

/// Where rules are carried out.
pub(super) struct RuleSite<'a> {
    pub(super) root: &'a Path,
    pub(super) users: Users,
    /// PID 1's own credentials, for `^`.
    pub(super) credentials: Option<&'a Path>,
}

/// What is now at the rule's path.
pub(super) enum Made {
    /// What the rule has made.
    New,
    /// It existed, and is what the rule would have made.
    Kept,
    /// Something else existed that may stay.
    Other,
}

/// Why a rule could not be carried out.
#[derive(Debug, thiserror::Error)]
pub(super) enum ApplyError {
    #[error(transparent)]
    Tree(#[from] PathError),
    #[error(transparent)]
    User(#[from] crate::users::UserError),
    #[error("{0}")]
    Other(String),
}

impl RuleSite<'_> {
    /// The file at a path, if there is one.
    pub(super) fn find(&self, path: &Path, follow: bool) -> Result<Option<Handle>, PathError> {
        match Handle::resolve(self.root, path, follow) {
            Ok(node) => Ok(Some(node)),
            Err(Errno::ENOENT | Errno::ENOTDIR) => Ok(None),
            Err(errno) => Err(failed("reach", path)(errno)),
        }
    }

    /// The paths that match a pattern, relative to the root.
    pub(super) fn matching(&self, pattern: &str) -> Vec<PathBuf> {
        let absolute = |path: PathBuf| Path::new("/").join(path.strip_prefix(self.root).unwrap_or(&path));
        glob::expand(self.root, pattern).into_iter().map(absolute).collect()
    }

    pub(super) fn rights(&self, rule: &Rule) -> Result<Rights, ApplyError> {
        let uid = |owner: &Owner| Ok::<_, ApplyError>((self.users.user(&owner.name)?.uid, owner.only_new));
        let gid = |owner: &Owner| Ok::<_, ApplyError>((self.users.group(&owner.name)?.gid, owner.only_new));
        Ok(Rights {
            uid: rule.user.as_ref().map(uid).transpose()?,
            gid: rule.group.as_ref().map(gid).transpose()?,
            mode: rule.mode,
        })
    }
}
