//! The only caller of Nix.

pub mod store;
