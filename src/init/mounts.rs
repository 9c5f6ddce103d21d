//! A unit's own view of the file system, in a mount name space of each of its processes: systemd.exec(5).
//!
//! [`plan`] is pure: it turns a unit's directives into an ordered list of mounts, by the rules of systemd's
//! namespace.c. [`apply`] carries it out in the command's process, as root, before the process becomes the unit's user.
//! [`permission`] finds out whether the container has the right to mount at all.

mod apply;
mod flags;
mod kernel;
pub(super) mod mount_units;
pub(super) mod permission;
mod place;
pub(super) mod plan;
pub(super) mod planned;
mod table;

pub(super) use apply::enter;
pub(super) use plan::{MountPlan, PlanContext};
