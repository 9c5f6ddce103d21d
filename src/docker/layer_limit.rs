//! How many layers an image may have in a daemon, and how a plan is made to fit.

use super::{Error, ImageStore};
use crate::image::Plan;
use crate::image::base::Base;
use crate::progress::Progress;

/// The most layers that the classic store takes (moby's `layer/layer_store.go`, `maxLayerDepth`).
const CLASSIC: usize = 125;

/// The most layers of which the containerd store surely runs a container: tried with Docker 26, where 400 do and
/// 500, the kernel's own limit for an overlay, do not. The options of the mount have to fit a page of memory.
const CONTAINERD: usize = 400;

/// The fewest layers of an image's own: one with store paths, and its root.
const FEWEST: usize = 2;

/// The plan with as many layers as there is room for in `store`, on its base and below what its build scripts
/// make. Says so when that is fewer than were asked for.
pub(super) fn fitted(
    store: ImageStore,
    plan: &Plan,
    base: Option<&Base>,
    progress: &Progress,
) -> Result<Plan, Error> {
    let limit = match store {
        ImageStore::Classic => CLASSIC,
        ImageStore::Containerd => CONTAINERD,
        // Podman takes no base, and more layers than are ever asked for.
        ImageStore::Podman => return Ok(plan.clone()),
    };
    let (below, above, wanted) =
        (base.map_or(0, |base| base.layers.len()), plan.build_scripts.len(), plan.layers.len());
    let room = limit.saturating_sub(below + above);
    if wanted <= room {
        return Ok(plan.clone());
    }
    let of_base = base.map_or_else(String::new, |base| format!("the base image {} has {below}, ", base.name));
    let scripts = if above > 0 { format!("the build scripts make {above}, ") } else { String::new() };
    let why = format!("{of_base}{scripts}the Docker daemon takes {limit} in all");
    if room < FEWEST {
        return Err(Error::NoRoom(format!("{why}, and {FEWEST} are needed for this image")));
    }
    progress.line(&format!("{room} layers rather than {wanted}: {why}"));
    Ok(plan.with_at_most(room))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::base::{BaseLayer, Inheritance};
    use crate::image::oci::{Descriptor, Digest, MEDIA_TYPE_LAYER};
    use crate::image::plan;

    fn fitted_on(count: usize, scripts: usize, store: ImageStore) -> Result<usize, String> {
        let digest = Digest::of(b"layer");
        let layer = BaseLayer { diff_id: digest, blob: Descriptor::new(MEDIA_TYPE_LAYER, digest, 5) };
        let base =
            Base { name: "below".to_owned(), layers: vec![layer; count], gives: Inheritance::default() };
        let mut plan = plan::example();
        plan.build_scripts = vec!["/script".to_owned(); scripts];
        assert_eq!(plan.layers.len(), 4);
        let fitted = fitted(store, &plan, Some(&base), &Progress::quiet());
        fitted.map(|plan| plan.layers.len()).map_err(|error| error.to_string())
    }

    #[test]
    fn an_image_on_many_layers_gets_as_many_as_there_is_room_for() {
        assert_eq!(fitted_on(121, 0, ImageStore::Classic), Ok(4));
        assert_eq!(fitted_on(122, 0, ImageStore::Classic), Ok(3));
        assert_eq!(fitted_on(121, 2, ImageStore::Classic), Ok(2));
        assert_eq!(fitted_on(125, 0, ImageStore::Containerd), Ok(4));
    }

    #[test]
    fn a_base_that_leaves_no_room_is_refused_with_the_numbers() {
        let error = fitted_on(124, 0, ImageStore::Classic).unwrap_err();
        let said = "there is no room for the image's layers: the base image below has 124, the Docker daemon \
                    takes 125 in all, and 2 are needed for this image; take a base image with fewer";
        assert!(error.starts_with(said), "{error}");
        assert!(fitted_on(123, 1, ImageStore::Classic).is_err());
        assert!(fitted_on(399, 0, ImageStore::Containerd).is_err());
    }
}
