//! Services that PID 1 adds to those that are declared.

pub(crate) mod build_scripts;
pub(crate) mod docker_command;
