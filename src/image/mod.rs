//! Images: layers, their bytes and their formats.
//!
//! [`spec`] reads what Nix wrote; [`layers`] spreads the closure over layers; [`plan`] is the one
//! value that says what the image is. [`oci`] has the formats' structures.

pub mod oci;
pub mod reference;
pub mod rootfs;
pub mod spec;

pub use reference::ImageReference;
pub use spec::ImageSpec;
