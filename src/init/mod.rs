//! PID 1: runs NixOS units inside a container.

pub mod control;
