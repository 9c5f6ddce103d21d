//! The user and groups of a unit's processes: `User=`, `Group=`, `SupplementaryGroups=`, `DynamicUser=` of
//! systemd.exec(5).

use crate::init::unit::ExecContext;
use crate::users::{User, UserError, Users};

/// The user and groups of a unit's processes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Identity {
    /// The user, when the unit names one.
    pub user: Option<User>,
    /// The user's number.
    pub uid: u32,
    /// The group's number.
    pub gid: u32,
    /// The supplementary groups; if there are none, PID 1's stay.
    pub groups: Vec<u32>,
}

impl Identity {
    /// The identity of a unit's processes by its `User=`, `Group=` and `SupplementaryGroups=`. `None`
    /// when it has none of them: the processes then have PID 1's. A `DynamicUser=` without `User=`
    /// has the unit's name.
    pub(crate) fn of(users: &Users, context: &ExecContext, unit: &str) -> Result<Option<Self>, UserError> {
        let made_up = context.dynamic_user.then(|| unit.split(['.', '@']).next().unwrap_or(unit));
        let user = context.user.as_deref().or(made_up).map(|name| users.user(name)).transpose()?;
        let group = context.group.as_deref().map(|name| users.group(name)).transpose()?;
        if user.is_none() && group.is_none() && context.supplementary_groups.is_empty() {
            return Ok(None);
        }
        let uid = user.as_ref().map_or_else(|| nix::unistd::geteuid().as_raw(), |user| user.uid);
        let own_gid = || user.as_ref().map_or_else(|| nix::unistd::getegid().as_raw(), |user| user.gid);
        let gid = group.map_or_else(own_gid, |group| group.gid);
        let mut groups = user.as_ref().map_or(Ok(Vec::new()), |user| users.groups_of(&user.name))?;
        for name in &context.supplementary_groups {
            groups.push(users.group(name)?.gid);
        }
        if user.is_some() {
            groups.push(gid);
        }
        groups.sort_unstable();
        groups.dedup();
        Ok(Some(Self { user, uid, gid, groups }))
    }
}

impl UserError {
    /// systemd's exit status for it: systemd.exec(5), "Process Exit Codes".
    pub(crate) fn exit_status(&self) -> i32 {
        match self {
            Self::Unknown { kind: "group", .. } => 216,
            _ => 217,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn users() -> (tempfile::TempDir, Users) {
        let root = tempfile::tempdir().unwrap();
        std::fs::create_dir(root.path().join("etc")).unwrap();
        let passwd = "root:x:0:0::/root:/bin/sh\nwww:x:54:54::/srv:\n";
        let group = "root:x:0:\nwww:x:54:\nssl:x:70:www, other\nlogs:x:71:www\nempty:x:72\n";
        std::fs::write(root.path().join("etc/passwd"), passwd).unwrap();
        std::fs::write(root.path().join("etc/group"), group).unwrap();
        let users = Users::new(root.path());
        (root, users)
    }

    fn context(user: Option<&str>, group: Option<&str>, more: &[&str]) -> ExecContext {
        ExecContext {
            user: user.map(str::to_owned),
            group: group.map(str::to_owned),
            supplementary_groups: more.iter().map(|name| (*name).to_owned()).collect(),
            ..ExecContext::default()
        }
    }

    #[test]
    fn an_identity_has_the_groups_that_list_the_user() {
        let (_root, users) = users();
        let identity =
            Identity::of(&users, &context(Some("www"), None, &["empty"]), "a.service").unwrap().unwrap();
        assert_eq!((identity.uid, identity.gid, identity.groups), (54, 54, vec![54, 70, 71, 72]));
        let identity =
            Identity::of(&users, &context(Some("www"), Some("logs"), &[]), "a.service").unwrap().unwrap();
        assert_eq!((identity.gid, identity.groups), (71, vec![70, 71]));
        assert_eq!(Identity::of(&users, &context(None, None, &[]), "a.service").unwrap(), None);
        assert!(Identity::of(&users, &context(None, None, &["nope"]), "a.service").is_err());
    }

    #[test]
    fn a_dynamic_user_has_the_units_name() {
        let (_root, users) = users();
        let dynamic = ExecContext { dynamic_user: true, ..ExecContext::default() };
        assert_eq!(Identity::of(&users, &dynamic, "www.service").unwrap().unwrap().uid, 54);
        assert!(Identity::of(&users, &dynamic, "other.service").is_err());
    }
}
