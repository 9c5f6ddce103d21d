//! PID 1 of a container: runs the units that a configuration declares, with systemd's meaning.
//!
//! What is pure lives in [`mod@unit`] (the model and its parser), [`graph`] and [`jobs`] (what starts and
//! stops when), [`calendar`] and [`check`]; what touches the system stands behind a trait.

mod added_units;
pub(crate) mod allocator;
pub(crate) mod base64;
pub(crate) mod boot;
pub(crate) mod bus;
pub(crate) mod calendar;
pub(crate) mod capabilities;
pub(crate) mod check;
pub(crate) mod child_setup;
pub(crate) mod conditions;
pub mod control;
pub(crate) mod credentials;
mod datagram;
mod descriptors;
pub(crate) mod directories;
pub(crate) mod environment;
pub(crate) mod fitness;
pub(crate) mod graph;
pub(crate) mod healthcheck;
pub(crate) mod identity;
pub(crate) mod jobs;
mod launch;
pub(crate) mod limits;
mod listener;
pub(crate) mod log;
mod mounts;
pub(crate) mod pam;
pub(crate) mod spawn;
pub(crate) mod supervisor;
pub(crate) mod system;
pub(crate) mod systemctl;
pub(crate) mod systemd_programs;
pub(crate) mod tmpfiles;
pub(crate) mod tracker;
pub(crate) mod unit;
pub(crate) mod unit_files;
