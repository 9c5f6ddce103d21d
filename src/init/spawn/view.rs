//! What the command's process sees of the file system: see [`mounts`].

use std::path::{Path, PathBuf};

use super::links::NAMESPACE;
use super::{SpawnFailure, Surroundings};
use crate::init::credentials;
use crate::init::launch::Launch;
use crate::init::mounts::{self, MountPlan, PlanContext};

/// Gives this process the unit's view.
pub(super) fn enter(launch: &Launch<'_>, surroundings: &Surroundings<'_>) -> Result<(), SpawnFailure> {
    let context = launch.context;
    let for_main_only = launch.unit.service().is_some_and(|service| service.root_directory_start_only);
    let without_root = for_main_only && !launch.main;
    let tmp = surroundings.tmp.and_then(|tmp| Some((tmp.tmp.as_path(), tmp.var_tmp.as_deref()?)));
    let directories = context.directory_paths();
    let reachable = reachable(launch);
    let full_rights = !launch.restricted;
    let around =
        PlanContext { tmp, directories: &directories, reachable: &reachable, without_root, full_rights };
    match MountPlan::of(context, &around) {
        Some(plan) => mounts::enter(plan, surroundings.runtime)
            .map_err(|error| SpawnFailure::new(NAMESPACE, error.to_string())),
        None => Ok(()),
    }
}

/// The paths that variables tell the process of, beyond those that its unit asked for.
fn reachable(launch: &Launch<'_>) -> Vec<PathBuf> {
    let socket = launch.variables.iter().find(|(name, _)| name == "NOTIFY_SOCKET");
    let socket = socket.map(|(_, address)| PathBuf::from(address)).filter(|path| path.is_absolute());
    let credentials = !launch.context.credentials.is_empty();
    let credentials = credentials.then(|| credentials::directory(launch.unit.name.as_str()));
    socket.into_iter().chain(credentials.filter(|path| Path::new(path).exists())).collect()
}
