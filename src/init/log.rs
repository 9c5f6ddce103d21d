//! The log of the container: every line of every unit on the container's own stdout or stderr.
//!
//! ```text
//! unit's pipe ──┐                              ┌── stdout
//! unit's pipe ──┼─ lines ─ renderer ─ sink ────┤
//! /dev/log   ───┤                              └── stderr
//! journal    ───┘
//! ```
//!
//! [`Log`] owns the read ends and one epoll descriptor, [`Log::pollable`], to be watched for
//! input by the supervisor; when it is ready, [`Log::work`] does a bounded amount of work. Lines
//! are whole and never mixed: a sink's buffer only ever gets whole lines. Nothing is lost: while
//! a reader of stdout stalls, the units' pipes are not read, and they wait in their write(2).
//! No unit starves another: each that is ready gets one read in turn.

mod escape;
mod forward;
mod journal;
mod lane;
mod lines;
mod mailbox;
mod message;
mod message_writer;
mod pipe;
mod priority;
mod pump;
mod render;
mod sink;
mod source;
mod syslog;
mod tail;
pub(crate) mod timestamp;

pub(in crate::init) use escape::{acts, shown};
pub(crate) use message::{Sender, UnitOf};
pub(crate) use priority::Priority;
pub use pump::Log;
pub use render::{Format, Stream};
pub use source::Source;
pub(crate) use source::SourceId;
pub(crate) use syslog::SyslogPlace;

#[cfg(fuzzing)]
pub(crate) mod fuzz;
#[cfg(test)]
mod tests;
