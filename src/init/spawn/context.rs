//! Who a command's process is, what it may do, and which directories it finds.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use super::{SpawnFailure, Surroundings};
use crate::init::child_setup::{ChildSetup, ExecRights};
use crate::init::identity::Identity;
use crate::init::launch::Launch;
use crate::init::pam::{self, PamSession};
use crate::init::unit::{ExecContext, Unit};
use crate::init::{credentials, directories};
use crate::safe_path::ROOT;
use crate::users::Users;

/// The user that the unit's processes run as; none where it does not say.
pub(super) fn identity(launch: &Launch<'_>) -> Result<Option<Identity>, SpawnFailure> {
    let users = Users::new(Path::new(ROOT));
    let identity = Identity::of(&users, launch.context, launch.unit.name.as_str());
    identity.map_err(|error| SpawnFailure::new(error.exit_status(), error.to_string()))
}

/// Which of the unit's restrictions apply to the command.
fn rights(launch: &Launch<'_>) -> ExecRights {
    match (launch.restricted, launch.as_user) {
        (false, _) => ExecRights::Full,
        (true, false) => ExecRights::NoSetuid,
        (true, true) => ExecRights::Unit,
    }
}

/// What a PAM session gives the command, and the unit's context with the session's limits, which take precedence.
pub(super) fn session<'a>(
    launch: &Launch<'a>,
    identity: Option<&Identity>,
) -> (PamSession, Cow<'a, ExecContext>) {
    let user = identity.and_then(|identity| identity.user.as_ref()).filter(|_| launch.as_user);
    let (Some(name), Some(user)) = (&launch.context.pam_name, user) else {
        return (PamSession::default(), Cow::Borrowed(launch.context));
    };
    let session = pam::session(Path::new(ROOT), name, user);
    let mut context = launch.context.clone();
    for limit in &session.limits {
        context.limits.retain(|known| known.resource != limit.resource);
        context.limits.push(*limit);
    }
    (session, Cow::Owned(context))
}

/// What is to be done to the process, and which of that the container does not allow, for people to read.
pub(super) fn plan(
    launch: &Launch<'_>,
    context: &ExecContext,
    identity: Option<&Identity>,
    surroundings: &Surroundings<'_>,
) -> Result<(ChildSetup, Vec<String>), SpawnFailure> {
    ChildSetup::plan(context, identity, rights(launch), surroundings.authority, surroundings.foreign)
        .map_err(|error| SpawnFailure::new(217, error.to_string()))
}

/// Makes the unit's directories and credentials, which belong to `owner`, else to this process's user; returns
/// the variables that name them.
pub(super) fn prepare(
    launch: &Launch<'_>,
    owner: Option<&Identity>,
) -> Result<Vec<(String, String)>, SpawnFailure> {
    let (root, unit, context) = (Path::new(ROOT), launch.unit.name.as_str(), launch.context);
    directories::prepare(root, context, owner).map_err(|error| {
        let status = match error.path.to_string_lossy() {
            path if path.starts_with("/run") => 233,
            path if path.starts_with("/var/lib") => 238,
            path if path.starts_with("/var/cache") => 239,
            path if path.starts_with("/var/log") => 240,
            _ => 241,
        };
        SpawnFailure::new(status, error.to_string())
    })?;
    let mut variables = directories::variables(context);
    let made = if !context.credentials.is_empty() && credentials::are_there(root, unit, owner) {
        // An earlier command of this run made them, and others may be reading them.
        Some(credentials::directory(unit))
    } else {
        let own = std::env::var_os("CREDENTIALS_DIRECTORY").map(std::path::PathBuf::from);
        credentials::prepare(root, unit, &context.credentials, owner, own.as_deref())
            .map_err(|error| SpawnFailure::new(243, error.to_string()))?
    };
    if let Some(path) = made {
        variables.push(("CREDENTIALS_DIRECTORY".to_owned(), path.to_string_lossy().into_owned()));
    }
    Ok(variables)
}

/// After a unit's end: removes its credentials, and its runtime directories unless they are kept. Returns
/// which of these are too large to be removed here, and what could not be done.
pub(crate) fn clean_up(unit: &Unit, restarts: bool) -> (Vec<PathBuf>, Result<(), String>) {
    let Some(context) = unit.context() else { return (Vec::new(), Ok(())) };
    let root = Path::new(ROOT);
    let removed =
        if context.credentials.is_empty() { Ok(()) } else { credentials::remove(root, unit.name.as_str()) };
    let (large, directories) = directories::remove_runtime(root, context, restarts);
    (large, removed.and(directories).map_err(|error| error.to_string()))
}

/// The user id of a unit's processes, if it names a user that exists.
pub(crate) fn uid_of(unit: &Unit) -> Option<u32> {
    let identity = Identity::of(&Users::new(Path::new(ROOT)), unit.context()?, unit.name.as_str());
    identity.ok().flatten().map(|identity| identity.uid)
}
