//! How many layers an image may have in a daemon, and making one fit that stands on many.

use super::{Docker, Error, ImageStore};
use crate::image::Plan;
use crate::image::base::Base;
use crate::progress::Progress;

/// The most layers that the classic store takes (moby's `layer/layer_store.go`, `maxLayerDepth`).
const CLASSIC: usize = 125;

/// The fewest layers of an image's own: one with store paths, and its root.
const FEWEST: usize = 2;

impl Docker {
    /// The plan with as many layers as there is room for on its base, what is said of it aside.
    pub(super) fn fitted(
        &self,
        plan: &Plan,
        base: Option<&Base>,
        progress: &Progress,
    ) -> Result<Plan, Error> {
        let below = base.map_or(0, |base| base.layers.len());
        let Some(limit) = limit(self.store) else { return Ok(plan.clone()) };
        // Each build script makes one more.
        let room = limit.saturating_sub(below + plan.build_scripts.len());
        let of_base =
            base.map_or_else(String::new, |base| format!("the base image {} has {below}, ", base.name));
        let scripts = match plan.build_scripts.len() {
            0 => String::new(),
            count => format!("the build scripts make {count}, "),
        };
        if room < FEWEST.min(plan.layers.len()) {
            return Err(Error::NoRoom(format!(
                "{of_base}{scripts}an image may have {limit}, and this one needs {FEWEST} of its own"
            )));
        }
        if plan.layers.len() > room {
            let wanted = plan.layers.len();
            progress.line(&format!(
                "{room} layers rather than {wanted}: {of_base}{scripts}an image may have {limit}"
            ));
        }
        Ok(plan.with_at_most(room))
    }
}

/// The most layers that a store takes, where that is known.
fn limit(store: ImageStore) -> Option<usize> {
    match store {
        ImageStore::Classic => Some(CLASSIC),
        ImageStore::Containerd | ImageStore::Podman => None,
    }
}
