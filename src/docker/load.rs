//! Loading an image: send what the daemon lacks, check that it has all of it, then give it its
//! name.
//!
//! Which layers may be left out depends on the daemon's image store. The classic store looks a
//! layer up by its chain id, the digest of it and all layers below, and so has a layer if some
//! image there begins with the same layers. The containerd store has blobs by digest; that an
//! image has a diff id is no proof that its blob is there uncompressed, but the daemon says so
//! when it is not. Podman takes no archive with anything missing.
//!
//! So the first try may fail for want of a layer, and then everything is sent, with all digests made anew.
//! The image is loaded without a name, and gets it when it is there and complete: whatever goes wrong, the
//! name stays where it was, and an image that is not whole is removed. What is made is written down before
//! ([`super::record`]), so that an interrupted run takes it back, and the next one what a killed run left.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use bollard::query_parameters::{ListImagesOptions, TagImageOptions};

use super::layer_limit::fitted;
use super::loaded::Loaded;
use super::record::Record;
use super::scripts::before_scripts;
use super::send::worth_another_try;
use super::{Docker, Error, ImageStore, diff_ids};
use crate::image::archive::Selection;
use crate::image::oci::Digest;
use crate::image::{Assembly, ImageReference, Plan, tar};
use crate::interrupt::{self, Interruption};
use crate::progress::Progress;

impl Docker {
    /// Loads the image that `plan` describes, runs its build scripts, and names it `reference`.
    ///
    /// # Errors
    /// [`Error`]; the name then still means what it meant before.
    pub async fn load(
        &self,
        plan: &Plan,
        reference: &ImageReference,
        progress: &Progress,
    ) -> Result<Loaded, Error> {
        let record = Record::new(&self.loading, &self.id);
        match self.load_recorded(plan, reference, progress, &record).await {
            Ok(loaded) => {
                record.done();
                Ok(loaded)
            }
            Err(error) => {
                self.take_back(&record).await;
                Err(error)
            }
        }
    }

    async fn load_recorded(
        &self,
        plan: &Plan,
        reference: &ImageReference,
        progress: &Progress,
        record: &Record,
    ) -> Result<Loaded, Error> {
        let base = match &plan.base {
            Some(name) => self.base(name, &plan.architecture, progress).await?,
            None => None,
        };
        let plan = &fitted(self.store, plan, base.as_ref(), progress)?;
        let bare = &before_scripts(plan);
        let assemble =
            || Assembly::new(bare, base.as_ref(), Path::new("/"), &self.cache, progress).map(Arc::new);
        let image = assemble()?;
        if let Some(built) = self.built_before(plan, &image).await? {
            self.tag(&built, reference).await?;
            return Ok(Loaded::new(built, &image, &nothing(&image)));
        }
        let mut loaded = self.load_unnamed(&image, assemble, progress, record).await?;
        let mut interruption = Interruption::watch();
        let image_id = tokio::select! {
            image_id = self.finish(&loaded.image_id, plan, reference, progress, record) => image_id?,
            signal = interruption.signal() => self.interrupted(signal, record).await,
        };
        if self.store == ImageStore::Containerd && image_id != loaded.image_id {
            // This store lists the image that the scripts ran in; the classic one hides it. It stays if it has a
            // name.
            self.remove_unnamed(&loaded.image_id).await?;
        }
        loaded.image_id = image_id;
        Ok(loaded)
    }

    /// Does what is left to do once the image is loaded, and returns the id of the result.
    async fn finish(
        &self,
        image_id: &str,
        plan: &Plan,
        reference: &ImageReference,
        progress: &Progress,
        record: &Record,
    ) -> Result<String, Error> {
        let image_id = self.run_build_scripts(image_id, plan, progress, record).await?;
        self.tag(&image_id, reference).await?;
        Ok(image_id)
    }

    /// Loads the image without a name. `assemble` makes it anew, with all digests.
    async fn load_unnamed(
        &self,
        image: &Arc<Assembly>,
        assemble: impl Fn() -> Result<Arc<Assembly>, tar::Error>,
        progress: &Progress,
        record: &Record,
    ) -> Result<Loaded, Error> {
        // In the containerd store it might be there without all of its content.
        if self.store != ImageStore::Containerd
            && let Some(image_id) = self.find(image).await?
        {
            return Ok(Loaded::new(image_id, image, &nothing(image)));
        }
        let asking = progress.wait("asking the Docker daemon which layers it has");
        let without = self.known(image).await?;
        asking.finish();
        let sparing = !without.is_empty();
        match self.send(image, Selection { name: None, without }, progress, record).await {
            Err(failure) if worth_another_try(&failure, sparing) => {
                let why = Error::from(failure);
                if sparing {
                    progress.line(&format!("sending everything, since not all was there: {why}"));
                }
                image.forget(&self.cache);
                let image = assemble()?;
                Ok(self.send(&image, Selection::default(), progress, record).await?)
            }
            sent => Ok(sent?),
        }
    }

    /// The layers of `image` that the daemon seems to have already.
    async fn known(&self, image: &Assembly) -> Result<BTreeSet<Digest>, Error> {
        if self.store == ImageStore::Podman {
            return Ok(BTreeSet::new());
        }
        let wanted = image.diff_ids();
        let images = self.ask("list its images", self.api.list_images(None::<ListImagesOptions>)).await?;
        let mut known = BTreeSet::new();
        for summary in images {
            // An image that was removed meanwhile has no layers to share.
            let Some(found) = self.inspect(&summary.id).await? else { continue };
            known.extend(shared(self.store, &wanted, &diff_ids(&found)));
        }
        Ok(known)
    }

    /// Gives an image one more name.
    ///
    /// # Errors
    /// [`Error::Api`].
    pub async fn tag(&self, image_id: &str, reference: &ImageReference) -> Result<(), Error> {
        let options = TagImageOptions {
            repo: Some(reference.repository().to_owned()),
            tag: Some(reference.tag_or_latest().to_owned()),
        };
        let action = format!("name the image {reference}");
        interrupt::commit();
        self.ask(&action, self.api.tag_image(image_id, Some(options))).await
    }
}

/// Which of the layers `wanted` a daemon has, certainly or by all appearances, if it has an image with the
/// layers `there`.
fn shared(store: ImageStore, wanted: &[Digest], there: &[Digest]) -> Vec<Digest> {
    match store {
        ImageStore::Classic => {
            wanted.iter().zip(there).take_while(|(a, b)| a == b).map(|(digest, _)| *digest).collect()
        }
        ImageStore::Containerd => wanted.iter().filter(|digest| there.contains(digest)).copied().collect(),
        ImageStore::Podman => Vec::new(),
    }
}

/// A selection of no layer.
fn nothing(image: &Assembly) -> Selection {
    Selection { name: None, without: image.layers().map(|measure| measure.digest).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_classic_store_shares_what_lies_at_the_bottom_and_containerd_what_is_anywhere() {
        let [a, b, c] = [b"a", b"b", b"c"].map(|text| Digest::of(text));
        for (there, classic, containerd) in [
            (vec![a, b, c], vec![a, b, c], vec![a, b, c]),
            (vec![a, c], vec![a], vec![a, c]),
            (vec![b, c], vec![], vec![b, c]),
            (vec![], vec![], vec![]),
        ] {
            assert_eq!(shared(ImageStore::Classic, &[a, b, c], &there), classic);
            assert_eq!(shared(ImageStore::Containerd, &[a, b, c], &there), containerd);
            assert_eq!(shared(ImageStore::Podman, &[a, b, c], &there), []);
        }
    }
}
