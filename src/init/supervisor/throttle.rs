//! Starts that wait, because what they need is used up by others that will soon be done with it.
//!
//! A service on its way up has processes and descriptors that it may not need any longer once it is there: a
//! oneshot none at all. So where thousands are to be started at once, some go first. None waits for ever: when
//! nothing that could make room moves, the start is tried, and fails if it must.

use std::collections::{BTreeSet, VecDeque};
use std::time::Duration;

use super::Supervisor;
use crate::init::system::{Priority, Processes};
use crate::init::unit::UnitName;

/// The most services that are on their way up at a time.
const STARTING: usize = 512;
/// Without any change for so long, the next start is not put off any longer.
pub(super) const PATIENCE: Duration = Duration::from_millis(500);

/// Starts that have been put off.
#[derive(Debug, Default)]
pub(super) struct PutOff {
    queue: VecDeque<UnitName>,
    known: BTreeSet<UnitName>,
    /// The one whose turn it is.
    chosen: Option<UnitName>,
    /// When something has moved last (monotonic), and whether it was looked what to do since then.
    moved: Duration,
    looked: bool,
    /// That some wait has been said.
    told: bool,
}

impl PutOff {
    /// Something has ended or begun.
    pub(super) fn moved(&mut self, now: Duration) {
        (self.moved, self.looked) = (now, false);
    }

    /// When it is to be looked whether to go on in spite of all.
    pub(super) fn next_deadline(&self) -> Option<Duration> {
        (!self.queue.is_empty() && !self.looked).then(|| self.moved.saturating_add(PATIENCE))
    }
}

impl Supervisor {
    /// Puts the start of a service off, if it has to be; says whether it did.
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

    /// Chooses a start that was put off, if one may go on now; says whether there was one.
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
