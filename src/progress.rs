//! How far a long task has come: see [`crate::image::progress`].

pub use crate::image::progress::*;
