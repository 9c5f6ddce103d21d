//! What the integration tests, examples and generated pages of this repository use. It is no interface for others,
//! and may change at any time.

pub mod needs;

pub use crate::apt::{Demand, index_in};
pub use crate::build_scripts::BUILD_SCRIPTS_DONE;
pub use crate::cli::command;
pub use crate::docker::{Docker, Loaded};
pub use crate::image::archive::{self, Selection};
pub use crate::image::cache::{Known, LayerCache, Measure};
pub use crate::image::metadata;
pub use crate::image::oci::Digest;
pub use crate::image::packing::{Appearance, Purpose};
pub use crate::image::plan::Layer;
pub use crate::image::tar::{Attributes, Writer};
pub use crate::image::{Assembly, ImageReference, ImageSpec, Plan};
pub use crate::init::bus::wire;
pub use crate::init::control as protocol;
pub use crate::init::log::{Format, Log, Source, Stream};
pub use crate::init::systemctl::processes;
pub use crate::init::unit::{Host, Logging, UnitFile, Verdict};
pub use crate::nix::store;
pub use crate::progress::Progress;
