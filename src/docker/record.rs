//! What a run makes in the daemon and has not named yet, written down before it is made.
//!
//! A daemon goes on with what it was told to do when the client is gone: the image of an interrupted run may appear
//! later, without a name. So each image and container gets a small file that the run holds ([`crate::leftovers`]).
//! What is written in a file whose run is over is left over, and is removed by the next run that connects to the
//! same daemon; an image only if it has no name, and no other run is making the same one.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use bollard::query_parameters::{RemoveContainerOptions, RemoveImageOptions};
use serde::{Deserialize, Serialize};

use super::{ApiError, Docker, Error};
use crate::hex;
use crate::leftovers::{self, HeldFile};

/// For how long an image that is not there may still appear: the daemon may be unpacking it.
const APPEARING: Duration = Duration::from_hours(12);

/// When the records about another daemon, to which no run has connected since, are dropped.
const FORGOTTEN: Duration = Duration::from_hours(30 * 24);

/// Something made in a daemon.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Created {
    /// An image, by its id.
    Image(String),
    /// A container, by its name.
    Container(String),
}

/// The content of one file of a record.
#[derive(Debug, Serialize, Deserialize)]
struct RecordFile {
    daemon: String,
    made: Created,
}

/// The record of what this run makes.
#[derive(Debug)]
pub(super) struct Record {
    directory: PathBuf,
    daemon: String,
    made: Mutex<Vec<(Created, Option<HeldFile>)>>,
}

impl Record {
    pub(super) fn new(directory: &Path, daemon: &str) -> Self {
        let (directory, daemon) = (directory.to_owned(), daemon.to_owned());
        Self { directory, daemon, made: Mutex::default() }
    }

    /// Takes note of something before it is made. A directory that can't be written is no reason to fail.
    pub(super) fn note(&self, made: Created) {
        let write = || {
            fs::create_dir_all(&self.directory).ok()?;
            let entry = RecordFile { daemon: self.daemon.clone(), made: made.clone() };
            let path = self.directory.join(unique_name()?);
            leftovers::hold(&path, &serde_json::to_vec(&entry).ok()?).ok()
        };
        let held = write();
        self.made.lock().unwrap_or_else(PoisonError::into_inner).push((made, held));
    }

    /// What was made, the latest first, without what another run is making right now.
    fn made(&self) -> Vec<Created> {
        let made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        let own: Vec<&Path> = made.iter().filter_map(|(_, held)| Some(held.as_ref()?.path())).collect();
        let (_, by_others) = left_over(&self.directory, &self.daemon, &own);
        let made = made.iter().rev().map(|(made, _)| made.clone());
        made.filter(|made| !by_others.contains(made)).collect()
    }

    /// Everything that was made has its name, or is gone. Records of earlier runs about the same things are
    /// settled too.
    pub(super) fn done(self) {
        let made = self.made.into_inner().unwrap_or_else(PoisonError::into_inner);
        for (_, held) in &made {
            let _ = held.as_ref().map(|held| fs::remove_file(held.path()));
        }
        for (left, _file, path) in left_over(&self.directory, &self.daemon, &[]).0 {
            if made.iter().any(|(made, _)| *made == left) {
                let _ = fs::remove_file(path);
            }
        }
    }
}

/// A name that nothing else has.
pub(super) fn unique_name() -> Option<String> {
    let bytes = fs::File::open("/dev/urandom").and_then(|mut random| {
        let mut bytes = [0; 8];
        std::io::Read::read_exact(&mut random, &mut bytes).map(|()| bytes)
    });
    Some(hex::encode(&bytes.ok()?))
}

/// What is left over in `daemon`, each with its file, and what other runs are making right now. This run's `own`
/// files are not looked at.
fn left_over(
    directory: &Path,
    daemon: &str,
    own: &[&Path],
) -> (Vec<(Created, fs::File, PathBuf)>, BTreeSet<Created>) {
    let (mut left, mut being_made) = (Vec::new(), BTreeSet::new());
    for file in fs::read_dir(directory).into_iter().flatten().flatten() {
        let path = file.path();
        // A file without its name yet is being made.
        if file.file_name().as_encoded_bytes().starts_with(b".") || own.contains(&path.as_path()) {
            continue;
        }
        let held = leftovers::abandoned(&path);
        let entry = fs::read(&path).ok().and_then(|text| serde_json::from_slice::<RecordFile>(&text).ok());
        match (entry, held) {
            (Some(entry), held) if entry.daemon != daemon => {
                if held.is_some_and(|held| is_older(&held, FORGOTTEN)) {
                    drop(fs::remove_file(&path));
                }
            }
            (Some(entry), Some(held)) => left.push((entry.made, held, path)),
            (Some(entry), None) => drop(being_made.insert(entry.made)),
            // Its run is over and its content can't be read.
            (None, Some(_)) => drop(fs::remove_file(&path)),
            (None, None) => (),
        }
    }
    (left, being_made)
}

fn is_older(file: &fs::File, age: Duration) -> bool {
    let modified = file.metadata().and_then(|metadata| metadata.modified()).ok();
    modified.and_then(|time| time.elapsed().ok()).is_some_and(|elapsed| elapsed > age)
}

impl Docker {
    /// Removes what killed and interrupted runs have left in the daemon.
    pub(super) async fn remove_leftovers(&self) {
        let (mut left, being_made) = left_over(&self.loading, &self.id, &[]);
        // A container keeps its image from being removed.
        left.sort_by_key(|(made, ..)| matches!(made, Created::Image(_)));
        for (made, file, path) in left {
            if being_made.contains(&made) {
                continue;
            }
            let old = is_older(&file, APPEARING);
            let settled = match self.remove_made(&made).await {
                // An image that is not there may still appear.
                Ok(found) => found || old || matches!(made, Created::Container(_)),
                Err(_) => old,
            };
            if settled {
                let _ = fs::remove_file(path);
            }
        }
    }

    /// Removes what this run has made and not named. What can't be removed now is left to the next run.
    pub(super) async fn take_back(&self, record: &Record) {
        for made in record.made() {
            if self.remove_made(&made).await.is_err_and(|error| matches!(error, Error::Stuck { .. })) {
                break;
            }
        }
    }

    /// Removes it, an image only if it has no name. Says whether there was such a thing.
    async fn remove_made(&self, made: &Created) -> Result<bool, Error> {
        match made {
            Created::Image(id) => self.remove_unnamed(id).await,
            Created::Container(name) => {
                let options =
                    RemoveContainerOptions { force: true, v: true, ..RemoveContainerOptions::default() };
                let removed = self.api.remove_container(name, Some(options));
                found(self.ask("remove a container of a build script", removed).await)
            }
        }
    }

    /// Removes an image that has no name. Says whether there is one. One that can't be removed is needed
    /// below another.
    pub(super) async fn remove_unnamed(&self, id: &str) -> Result<bool, Error> {
        let Some(image) = self.inspect(id).await? else { return Ok(false) };
        if image.repo_tags.is_some_and(|tags| !tags.is_empty()) {
            return Ok(true);
        }
        let removed = self.api.remove_image(id, None::<RemoveImageOptions>, None);
        found(self.ask("remove an image without a name", removed).await)
    }
}

/// Whether the thing to be removed was there.
fn found<T>(removed: Result<T, Error>) -> Result<bool, Error> {
    match removed {
        Ok(_) => Ok(true),
        Err(Error::Api { cause: ApiError::DockerResponseServerError { status_code: 404, .. }, .. }) => {
            Ok(false)
        }
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn image(id: &str) -> Created {
        Created::Image(id.to_owned())
    }

    #[test]
    fn what_a_dead_run_wrote_down_is_left_over_and_what_a_live_one_did_is_not() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("loading");
        let dead = Record::new(&path, "daemon");
        dead.note(image("sha256:1"));
        drop(dead);
        let elsewhere = Record::new(&path, "another daemon");
        elsewhere.note(image("sha256:2"));
        elsewhere.note(image("sha256:long ago"));
        let long_ago = elsewhere.made.lock().unwrap()[1].1.as_ref().unwrap().path().to_owned();
        drop(elsewhere);
        let then = std::time::SystemTime::now() - FORGOTTEN - Duration::from_hours(1);
        fs::File::open(&long_ago).unwrap().set_modified(then).unwrap();
        let alive = Record::new(&path, "daemon");
        alive.note(image("sha256:3"));
        alive.note(Created::Container("nix-docker-build".to_owned()));
        let (left, being_made) = left_over(&path, "daemon", &[]);
        assert_eq!(left.iter().map(|(made, ..)| made).collect::<Vec<_>>(), [&image("sha256:1")]);
        assert!(being_made.contains(&image("sha256:3")) && being_made.len() == 2, "{being_made:?}");
        assert!(!long_ago.exists(), "what nobody asks for is kept for ever");
    }

    #[test]
    fn what_another_run_makes_too_is_not_taken_back() {
        let directory = tempfile::tempdir().unwrap();
        let [one, other] = [(); 2].map(|()| Record::new(directory.path(), "daemon"));
        one.note(image("sha256:own"));
        one.note(image("sha256:both"));
        other.note(image("sha256:both"));
        assert_eq!(one.made(), [image("sha256:own")]);
        drop(other);
        assert_eq!(one.made(), [image("sha256:both"), image("sha256:own")]);
    }

    #[test]
    fn a_run_that_is_done_leaves_nothing_over() {
        let directory = tempfile::tempdir().unwrap();
        for run in 0..2 {
            let record = Record::new(directory.path(), "daemon");
            record.note(image("sha256:1"));
            // The first one is killed.
            if run == 1 {
                record.done();
            }
        }
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 0);
    }

    #[test]
    fn nonsense_is_removed_and_nothing_else() {
        let directory = tempfile::tempdir().unwrap();
        fs::write(directory.path().join("broken"), "{").unwrap();
        let (left, being_made) = left_over(directory.path(), "daemon", &[]);
        assert!(left.is_empty() && being_made.is_empty());
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 0);
    }
}
