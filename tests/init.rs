//! PID 1 as it is: the real binary as PID 1 of a new PID namespace, with real processes.
//!
//! Every test has a mount namespace of its own with fresh file systems on /run and /var; what it makes
//! is gone afterwards. Needs root and unshare(1).

#![allow(clippy::unwrap_used)]

#[path = "init/bus.rs"]
mod bus;
#[path = "init/command.rs"]
mod command;
#[path = "init/commands.rs"]
mod commands;
#[path = "init/container.rs"]
mod container;
#[path = "init/directories.rs"]
mod directories;
#[path = "init/exit.rs"]
mod exit;
#[path = "init/faults.rs"]
mod faults;
#[path = "init/healthcheck.rs"]
mod healthcheck;
#[path = "init/hostile.rs"]
mod hostile;
#[path = "init/identity.rs"]
mod identity;
#[path = "init/limits.rs"]
mod limits;
#[path = "init/logs.rs"]
mod logs;
#[path = "init/mount_units.rs"]
mod mount_units;
#[path = "init/mounts.rs"]
mod mounts;
#[path = "init/notify.rs"]
mod notify;
#[path = "init/paths.rs"]
mod paths;
#[path = "init/processes.rs"]
mod processes;
#[path = "init/relations.rs"]
mod relations;
#[path = "init/restart.rs"]
mod restart;
#[path = "init/rights.rs"]
mod rights;
#[path = "init/stand_in.rs"]
mod stand_in;
#[path = "init/start.rs"]
mod start;
#[path = "init/stop.rs"]
mod stop;
#[path = "init/surroundings.rs"]
mod surroundings;
#[path = "init/systemctl.rs"]
mod systemctl;
#[path = "init/terminals.rs"]
mod terminals;
#[path = "init/tmpfiles.rs"]
mod tmpfiles;
#[path = "init/triggers.rs"]
mod triggers;
