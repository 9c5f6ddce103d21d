//! The Nix store: see [`crate::image::store`].

pub use crate::image::store::*;
