//! The control socket: what is said over it, and PID 1's end of it.

pub mod protocol;
pub(crate) mod server;
