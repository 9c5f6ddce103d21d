//! PID 1 of a container: runs the units that a configuration declares, with systemd's meaning.
//!
//! What is pure lives in [`unit`] (the model and its parser), [`graph`] and [`jobs`] (what starts and
//! stops when), [`calendar`] and [`check`]; what touches the system stands behind a trait.

pub mod allocator;
pub mod base64;
pub mod boot;
pub mod bus;
pub mod calendar;
pub mod capabilities;
pub mod check;
pub mod child_setup;
pub mod conditions;
pub mod control;
pub mod credentials;
mod datagram;
mod descriptors;
pub mod directories;
pub mod environment;
pub mod glob;
pub mod graph;
pub mod healthcheck;
pub mod jobs;
pub mod limits;
mod listener;
pub mod log;
mod mounts;
pub mod pam;
pub mod spawn;
pub mod supervisor;
pub mod system;
pub mod systemctl;
pub mod tmpfiles;
pub mod tracker;
pub mod tree;
pub mod unit;
pub mod unit_files;
pub mod users;
