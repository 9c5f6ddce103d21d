//! What a child does between fork and exec to become a unit's process.
//!
//! [`ChildSetup::plan`] runs in PID 1: it reads, decides, clamps and warns. What comes out is plain
//! data; [`ChildSetup::apply`] only makes system calls with it, so it is safe after a fork. The
//! order is systemd's: limits while still root, then the bounding set, groups, user, ambient
//! capabilities, the working directory as the user, and last what can't be undone.

use std::ffi::CString;
use std::os::unix::ffi::OsStrExt;

use caps::Capability;
use nix::errno::Errno;
use nix::sys::stat::{Mode, umask};
use nix::unistd::{Gid, Uid, chdir, setgroups, setresgid, setresuid};

use super::capabilities::{CapabilityPlan, no_new_privileges, setgroups_denied};
use super::limits::{Bounds, LimitPlan};
use super::unit::{ExecContext, ForeignUsers};
use crate::init::identity::Identity;

/// How many of a unit's restrictions apply to an `Exec…=` command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ExecRights {
    /// Prefix `+`: none of them.
    Full,
    /// Prefix `!`, or `PermissionsStartOnly=` for all but `ExecStart=`: all but the user.
    NoSetuid,
    /// No prefix: all restrictions of the unit.
    Unit,
}

/// PID 1's user and rights.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Authority {
    /// The user that the process becomes.
    pub uid: u32,
    /// The group that the process becomes.
    pub gid: u32,
    /// What its children's limits and capabilities are bounded by.
    pub bounds: Bounds,
    /// setgroups(2) is forbidden in this user namespace.
    pub setgroups_denied: bool,
}

/// PID 1 can't become a unit's user.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error(
    "it is to run as {wanted}, but the init runs as uid {own} {why}; run the container as root, \
     or set docker.foreignUsers = \"run\""
)]
pub(crate) struct ForeignUser {
    wanted: String,
    own: u32,
    why: &'static str,
}

/// A step of [`ChildSetup::apply`] failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SetupFailure {
    /// systemd's exit status for it: systemd.exec(5), "Process exit codes".
    pub status: u8,
    /// The step, as a message names it.
    pub step: &'static str,
    /// What the system said.
    pub errno: Errno,
}

/// What a child does; see the file's header.
#[derive(Debug, Clone, Default)]
pub(crate) struct ChildSetup {
    umask: Option<Mode>,
    limits: LimitPlan,
    capabilities: CapabilityPlan,
    stands_in: bool,
    groups: Option<Vec<Gid>>,
    gid: Option<Gid>,
    uid: Option<Uid>,
    working_directory: Option<CString>,
    working_directory_may_miss: bool,
    no_new_privileges: bool,
}

impl Authority {
    /// The authority of this process.
    pub(crate) fn of_this_process() -> Self {
        Self {
            uid: nix::unistd::geteuid().as_raw(),
            gid: nix::unistd::getegid().as_raw(),
            bounds: Bounds::of_this_process(),
            setgroups_denied: setgroups_denied(),
        }
    }

    /// Why it can't become `identity`, if it can't.
    fn refusal(&self, identity: &Identity) -> Option<&'static str> {
        let can = |capability| self.bounds.held.can(capability);
        if identity.uid != self.uid && !can(Capability::CAP_SETUID) {
            Some("without CAP_SETUID")
        } else if identity.gid != self.gid && !can(Capability::CAP_SETGID) {
            Some("without CAP_SETGID")
        } else {
            None
        }
    }

    /// The warning when this process runs a unit of `identity`, which it can't become; an error where that is not
    /// allowed.
    fn stand_in(
        &self,
        identity: &Identity,
        why: &'static str,
        foreign: ForeignUsers,
    ) -> Result<String, ForeignUser> {
        let named = identity.user.as_ref().map(|user| user.name.clone());
        let wanted = named.unwrap_or_else(|| format!("gid {}", identity.gid));
        match foreign {
            ForeignUsers::Refuse => Err(ForeignUser { wanted, own: self.uid, why }),
            ForeignUsers::Run => Ok(format!("runs as uid {} instead of {wanted}, {why}", self.uid)),
        }
    }
}

impl ChildSetup {
    /// Decides what a child does, with warnings for people to read. They are the same for each start of a unit, so log
    /// them once.
    pub(crate) fn plan(
        context: &ExecContext,
        identity: Option<&Identity>,
        rights: ExecRights,
        authority: &Authority,
        foreign: ForeignUsers,
    ) -> Result<(Self, Vec<String>), ForeignUser> {
        let (limits, mut warnings) = LimitPlan::new(context, &authority.bounds);
        let mut setup = Self {
            limits,
            umask: Some(Mode::from_bits_truncate(context.umask.unwrap_or(0o022))),
            ..Self::default()
        };
        setup.plan_directory(context, identity);
        // This also holds for commands that do not become the user: they work on the user's files.
        let refused = identity.and_then(|identity| Some((identity, authority.refusal(identity)?)));
        if let Some((identity, why)) = refused {
            warnings.push(authority.stand_in(identity, why, foreign)?);
            setup.stands_in = true;
        }
        if rights == ExecRights::Full {
            return Ok((setup, warnings));
        }
        if let Some(identity) = setup.owner(identity).filter(|_| rights == ExecRights::Unit) {
            setup.plan_identity(identity, authority);
        }
        let leaves_root = authority.uid == 0 && setup.uid.is_some_and(|uid| !uid.is_root());
        let none = caps::CapsHashSet::new();
        let ambient = if rights == ExecRights::Unit { &context.ambient_capabilities } else { &none };
        let bounding = context.capability_bounding_set.as_ref();
        let (capabilities, more) =
            CapabilityPlan::new(bounding, ambient, context.secure_bits, authority.bounds.held, leaves_root);
        warnings.extend(more);
        setup.capabilities = capabilities;
        setup.no_new_privileges = context.no_new_privileges;
        Ok((setup, warnings))
    }

    /// The owner of the unit's files: the unit's user, unless this process stands in for it.
    pub(crate) fn owner<'a>(&self, identity: Option<&'a Identity>) -> Option<&'a Identity> {
        identity.filter(|_| !self.stands_in)
    }

    /// The user that the process becomes, if it becomes another one.
    pub(crate) fn user(&self) -> Option<Uid> {
        self.uid
    }

    fn plan_identity(&mut self, identity: &Identity, authority: &Authority) {
        let may_set_groups = authority.bounds.held.can(Capability::CAP_SETGID) && !authority.setgroups_denied;
        if may_set_groups && !identity.groups.is_empty() {
            self.groups = Some(identity.groups.iter().copied().map(Gid::from_raw).collect());
        }
        self.gid = (identity.gid != authority.gid).then(|| Gid::from_raw(identity.gid));
        self.uid = (identity.uid != authority.uid).then(|| Uid::from_raw(identity.uid));
    }

    fn plan_directory(&mut self, context: &ExecContext, identity: Option<&Identity>) {
        let Some(directory) = &context.working_directory else {
            self.working_directory = CString::new("/").ok();
            return;
        };
        let home = || identity.and_then(|identity| identity.user.as_ref()).map(|user| user.home.as_str());
        let path = match &directory.path {
            Some(path) => path.as_os_str().as_bytes(),
            None => home().unwrap_or("/root").as_bytes(),
        };
        self.working_directory = CString::new(path).ok();
        self.working_directory_may_miss = directory.missing_ok;
    }

    /// Carries out the plan in this process. Allocates nothing.
    pub(crate) fn apply(&self) -> Result<(), SetupFailure> {
        let failed = |status, step| move |errno| SetupFailure { status, step, errno };
        if let Some(mask) = self.umask {
            umask(mask);
        }
        self.limits.apply();
        self.capabilities.before().map_err(failed(218, "drop capabilities"))?;
        if let Some(groups) = &self.groups {
            setgroups(groups).map_err(failed(216, "set the supplementary groups"))?;
        }
        if let Some(gid) = self.gid {
            setresgid(gid, gid, gid).map_err(failed(216, "change the group"))?;
        }
        if let Some(uid) = self.uid {
            setresuid(uid, uid, uid).map_err(failed(217, "change the user"))?;
        }
        self.capabilities.after().map_err(failed(218, "keep capabilities"))?;
        if let Some(path) = &self.working_directory {
            match chdir(path.as_c_str()) {
                Err(_) if self.working_directory_may_miss => {
                    chdir(c"/").map_err(failed(200, "change to the working directory"))?;
                }
                result => result.map_err(failed(200, "change to the working directory"))?,
            }
        }
        if self.no_new_privileges {
            no_new_privileges().map_err(failed(227, "forbid new privileges"))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
