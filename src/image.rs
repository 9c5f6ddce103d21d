//! Images: layers, their bytes and their formats.
//!
//! [`spec`] reads what Nix wrote; [`layering`] spreads the closure over layers; [`plan`] is the one
//! value that says what the image is. [`packing`] turns one of its layers into a [`tar`] stream, and compares what
//! it reads with Nix's hashes ([`nar`]).
//! [`assembly`] puts all of them on a [`base`], if there is one, and knows their digests, with the help of a
//! [`cache`]; [`oci`] has the formats' structures, and [`archive`] writes everything as one stream that a daemon
//! loads. [`metadata`] does so for an image without a store.

pub mod archive;
pub(crate) mod assembly;
pub(crate) mod base;
pub(crate) mod cache;
pub(crate) mod layering;
pub mod metadata;
mod nar;
pub(crate) mod oci;
pub(crate) mod packing;
pub(crate) mod plan;
pub(crate) mod ports;
pub(crate) mod reference;
pub(crate) mod rootfs;
pub(crate) mod spec;
pub(crate) mod tar;
mod watched;

pub use assembly::Assembly;
pub use plan::Plan;
pub use reference::ImageReference;
pub use spec::ImageSpec;
