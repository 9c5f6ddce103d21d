//! What happens to paths: inotify(7), for `.path` units.
//!
//! Each watched path has a descriptor of its own. All directories on the way are watched, as far as they exist: a
//! change in any of them may make the path appear.

use std::path::{Path, PathBuf};

use nix::errno::Errno;
use nix::sys::inotify::{AddWatchFlags, InitFlags, Inotify, WatchDescriptor};

use super::Linux;
use super::watched::EventSource;
use crate::glob;
use crate::init::system::{Event, WatchId};
use crate::init::unit::{Awaited, WatchedPath};
use crate::safe_path::{self, Handle, ROOT};

/// A path that is watched.
pub(super) struct PathWatch {
    inotify: Inotify,
    token: u64,
    /// The watch on the path itself: events there are the awaited ones.
    primary: Option<WatchDescriptor>,
}

impl Linux {
    pub(super) fn add_path_watch(&mut self, watched: &WatchedPath) -> Result<WatchId, String> {
        let failed = |errno: Errno| {
            let hint = match errno {
                Errno::EMFILE => " (the host's fs.inotify.max_user_instances)",
                Errno::ENOSPC => " (the host's fs.inotify.max_user_watches)",
                _ => "",
            };
            format!("can't watch {}: {}{hint}", watched.path, errno.desc())
        };
        let inotify = Inotify::init(InitFlags::IN_NONBLOCK | InitFlags::IN_CLOEXEC).map_err(failed)?;
        let primary = watch_way(&inotify, watched).map_err(failed)?;
        let primary = primary.filter(|_| watched.awaited.is_change());
        let id = WatchId(self.watched.number());
        let token = self.watched.add(&inotify, EventSource::Path(id)).map_err(failed)?;
        self.paths.insert(id, PathWatch { inotify, token, primary });
        Ok(id)
    }

    pub(super) fn remove_path_watch(&mut self, id: WatchId) {
        if let Some(watch) = self.paths.remove(&id) {
            self.watched.remove(&watch.inotify, watch.token);
        }
    }

    pub(super) fn take_path_event(&mut self, id: WatchId) {
        let Some(watch) = self.paths.get(&id) else { return };
        let events = watch.inotify.read_events().unwrap_or_default();
        if !events.is_empty() {
            let changed = events.iter().any(|event| Some(event.wd) == watch.primary);
            self.queue.push_back(Event::Path(id, changed));
        }
    }
}

/// Watches a path and the directories that lead there; returns none where the path itself does not exist.
fn watch_way(inotify: &Inotify, watched: &WatchedPath) -> Result<Option<WatchDescriptor>, Errno> {
    let on_the_way = AddWatchFlags::IN_MOVE_SELF
        | AddWatchFlags::IN_DELETE_SELF
        | AddWatchFlags::IN_ATTRIB
        | AddWatchFlags::IN_CREATE
        | AddWatchFlags::IN_MOVED_TO;
    let mut ways: Vec<&Path> = Path::new(&watched.path).ancestors().collect();
    ways.reverse();
    let mut last = None;
    for (position, way) in ways.iter().enumerate() {
        let end = position + 1 == ways.len();
        let flags = if end { of_interest(watched.awaited) } else { on_the_way };
        match watch_with_link(inotify, way, flags) {
            Ok(descriptor) if end => return Ok(Some(descriptor)),
            Ok(_) => {}
            // It may appear later, in the directory above it, which is watched.
            Err(Errno::EACCES | Errno::ENOENT | Errno::ENOTDIR | Errno::ELOOP) if last.is_some() => break,
            Err(errno) => return Err(errno),
        }
        if let Some(before) = last {
            // What else appears there no longer matters. An error here means more events, not fewer.
            let _ = inotify.add_watch::<Path>(before, AddWatchFlags::IN_MOVE_SELF);
        }
        last = Some(*way);
    }
    Ok(None)
}

/// Watches a link as well as what it leads to.
fn watch_with_link(inotify: &Inotify, path: &Path, flags: AddWatchFlags) -> Result<WatchDescriptor, Errno> {
    inotify.add_watch(path, flags | AddWatchFlags::IN_DONT_FOLLOW)?;
    inotify.add_watch(path, flags)
}

/// The events on the path itself that matter.
fn of_interest(awaited: Awaited) -> AddWatchFlags {
    use AddWatchFlags as Flags;
    let itself = Flags::IN_DELETE_SELF | Flags::IN_MOVE_SELF | Flags::IN_ATTRIB;
    let within = Flags::IN_CREATE | Flags::IN_MOVED_TO;
    let changed = itself | within | Flags::IN_CLOSE_WRITE | Flags::IN_DELETE | Flags::IN_MOVED_FROM;
    match awaited {
        Awaited::Exists | Awaited::ExistsGlob => itself,
        Awaited::NotEmpty => itself | within,
        Awaited::Changed => changed,
        Awaited::Modified => changed | Flags::IN_MODIFY,
    }
}

/// The path that meets the condition; where a change is awaited, the path if it exists.
pub(super) fn found(watched: &WatchedPath) -> Option<String> {
    let path = Path::new(&watched.path);
    let holds = match watched.awaited {
        Awaited::Exists | Awaited::Changed | Awaited::Modified => path.exists(),
        Awaited::ExistsGlob => {
            let all = glob::expand_bounded(Path::new(ROOT), &watched.path).unwrap_or_default();
            return all.first().map(|path| path.to_string_lossy().into_owned());
        }
        Awaited::NotEmpty => glob::is_not_empty(path),
    };
    holds.then(|| watched.path.clone())
}

/// Makes a directory and those above it, unless a user's link leads elsewhere.
pub(super) fn make_directory(path: &Path, mode: u32) -> Result<(), String> {
    let made = Handle::make_way(Path::new(ROOT), path, mode).map(drop);
    made.map_err(|errno| safe_path::failed("make", &PathBuf::from(path))(errno).to_string())
}
