//! `systemd.tmpfiles.rules`: tmpfiles.d(5), as `systemd-tmpfiles --create --remove --boot` does it.
//!
//! [`parse`] makes a [`Rule`] of a line, without looking at the system: the build checks lines with
//! it. [`apply`] carries rules out when the container starts: first what removes, then what
//! creates, a path before what is below it, patterns after plain paths. A rule that fails is
//! reported and the others go on. Cleaning by age is not done: a container's /tmp goes with it.

mod apply;
mod copy;
mod create;
mod rule;
mod text;

pub use apply::{Report, apply};
pub use rule::{Kind, Modes, Owner, Rule, RuleError, parse};

#[cfg(test)]
mod tests;
