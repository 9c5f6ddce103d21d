//! Starts that wait, because others use what they need and will soon be done with it.
//!
//! A service on its way up has processes and descriptors that it may not need once it is up (a oneshot then needs
//! none at all). So where thousands are to start at once, some go first. None waits for ever: when nothing happens
//! that could make room, the start is tried, and fails if it must.

use std::collections::{BTreeSet, VecDeque};
use std::time::Duration;

use super::Supervisor;
use crate::init::system::{Priority, Processes};
use crate::init::unit::UnitName;

/// The most services that are on their way up at a time.
const STARTING: usize = 512;
/// After so long without any change, the next start is put off no longer.
pub(super) const PATIENCE: Duration = Duration::from_millis(500);

/// Starts that have been put off.
#[derive(Debug, Default)]
pub(super) struct DeferredStarts {
    queue: VecDeque<UnitName>,
    known: BTreeSet<UnitName>,
    /// The start that may go on now.
    chosen: Option<UnitName>,
    /// When something last happened (monotonic), and whether the queue was looked at since then.
    moved: Duration,
    looked: bool,
    /// The log has said that some wait.
    told: bool,
}

impl DeferredStarts {
    /// Something has ended or begun.
    pub(super) fn moved(&mut self, now: Duration) {
        (self.moved, self.looked) = (now, false);
    }

    /// When to try the next start although nothing has made room.
    pub(super) fn next_deadline(&self) -> Option<Duration> {
        (!self.queue.is_empty() && !self.looked).then(|| self.moved.saturating_add(PATIENCE))
    }
}

impl Supervisor {
    /// Puts off the start of a service if it has to wait; returns whether it does.
    pub(super) fn puts_off(&mut self, system: &mut dyn Processes, name: &UnitName) -> bool {
        let put_off = &mut self.put_off;
        if put_off.chosen.take().is_some_and(|chosen| chosen == *name) {
            return false;
        }
        if put_off.queue.is_empty() && self.may_start(system) {
            self.put_off.moved(system.monotonic());
            return false;
        }
        self.jobs.start_deferred(name);
        if self.put_off.known.insert(name.clone()) {
            self.put_off.queue.push_back(name.clone());
        }
        if !std::mem::replace(&mut self.put_off.told, true) {
            let message = "so many units are to be started at once that some wait for others";
            system.log(None, Priority::Info, message);
        }
        true
    }

    /// Chooses a start that was put off, if one may go on now; returns whether there was one.
    pub(super) fn goes_on(&mut self, system: &mut dyn Processes) -> bool {
        if self.put_off.queue.is_empty() || !self.may_start(system) {
            return false;
        }
        let Some(name) = self.put_off.queue.pop_front() else { return false };
        self.put_off.known.remove(&name);
        self.put_off.moved(system.monotonic());
        self.jobs.try_again(&name);
        self.put_off.chosen = Some(name);
        true
    }

    fn may_start(&mut self, system: &mut dyn Processes) -> bool {
        let now = system.monotonic();
        let quiet = now >= self.put_off.moved.saturating_add(PATIENCE);
        self.put_off.looked = quiet;
        if system.has_room() {
            quiet || self.index.starting() < STARTING
        } else {
            quiet && !self.index.is_anything_moving()
        }
    }
}
