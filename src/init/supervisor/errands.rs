//! What clients have asked for, carried out a bit at a time.
//!
//! Anyone may ask for anything, as often as they like, and PID 1 has units to look after meanwhile. So a request is
//! worked through unit by unit, in short slices; between two of them PID 1 does everything else. Root (and PID 1's
//! own user) comes first; another user gets only a share of the time, however many requests it makes. An answer
//! continues only when the client has taken what was sent of it.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use super::Supervisor;
use super::request_units::{Next, Walk};
use crate::init::control::{Detail, JobOutcome, JobReply, Reply, Request, UnitStatus, Verb};
use crate::init::jobs::JobId;
use crate::init::system::{ClientId, Clients, Peer, System};
use crate::init::unit::UnitName;

/// The most time of a slice; the most of one for root; the most steps of any.
const SLICE: Duration = Duration::from_millis(5);
const ROOTS_SLICE: Duration = Duration::from_millis(50);
const STEPS: usize = 256;
/// Another user waits this many times as long as it was served.
const REST: u32 = 3;
/// An answer goes out in pieces of about this size.
const PIECE: usize = 16 * 1024;
/// How an answer about units begins.
const ANSWER: &str = "{\"units\":[";

/// A request that is being carried out.
#[derive(Debug)]
pub(super) struct Errand {
    pub(super) client: ClientId,
    pub(super) peer: Peer,
    pub(super) request: Request,
    walk: Walk,
    /// What is known so far of the final answer.
    pub(super) reply: Reply,
    /// The jobs that it waits for.
    pub(super) jobs: BTreeMap<JobId, UnitName>,
    /// The part of an answer about units that is to be sent next.
    piece: Vec<u8>,
    separator: &'static str,
    /// Whether the client can take more.
    takes: bool,
}

/// The requests that have units left to go through.
#[derive(Debug, Default)]
pub(super) struct Errands {
    list: VecDeque<Errand>,
    /// Until when a user's requests wait (monotonic).
    resting: BTreeMap<u32, Duration>,
}

impl Errand {
    pub(super) fn new(client: ClientId, peer: Peer, mut request: Request) -> Self {
        let texts = std::mem::take(&mut request.units);
        let status = request.verb == Verb::Status;
        let walk = if status && request.detail == Detail::System {
            Walk::default()
        } else if texts.is_empty() && (status || request.verb == Verb::ResetFailed) {
            Walk::through_all()
        } else {
            Walk::through(texts)
        };
        let (reply, jobs) = (Reply::default(), BTreeMap::new());
        Self { client, peer, request, walk, reply, jobs, piece: Vec::new(), separator: ANSWER, takes: true }
    }

    /// Notes how the request ended for a unit.
    pub(super) fn note(&mut self, unit: &str, result: JobOutcome, message: impl Into<String>) {
        self.reply.jobs.push(JobReply { unit: unit.to_owned(), result, message: message.into() });
    }

    fn begin_next(&mut self) {
        self.piece.extend_from_slice(std::mem::replace(&mut self.separator, ",").as_bytes());
    }

    fn append(&mut self, system: &mut dyn Clients, status: &UnitStatus) {
        self.begin_next();
        // Writing to a vector can't fail.
        let _ = serde_json::to_writer(&mut self.piece, status);
        if self.piece.len() >= PIECE {
            self.takes = system.send(self.client, &self.piece, false);
            self.piece = Vec::new();
        }
    }

    /// Sends the end of an answer about units.
    fn end(mut self, system: &mut dyn System, state: &str) {
        if self.separator == ANSWER {
            self.begin_next();
        }
        self.piece.extend_from_slice(format!("],\"system_state\":\"{state}\"}}\n").as_bytes());
        system.send(self.client, &self.piece, true);
    }
}

impl Errands {
    pub(super) fn add(&mut self, errand: Errand) {
        self.list.push_back(errand);
    }

    pub(super) fn forget(&mut self, client: ClientId) {
        self.list.retain(|errand| errand.client != client);
    }

    pub(super) fn takes_more(&mut self, client: ClientId) {
        for errand in self.list.iter_mut().filter(|errand| errand.client == client) {
            errand.takes = true;
        }
    }

    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Errand> {
        self.list.iter_mut()
    }

    /// The next request: root's first, else one of a user that need not wait.
    fn take_next(&mut self, now: Duration) -> Option<Errand> {
        self.resting.retain(|_, until| *until > now);
        let favoured = |errand: &Errand| errand.takes && errand.peer.may_everything();
        let rested = |errand: &Errand| errand.takes && !self.resting.contains_key(&errand.peer.uid);
        let at = self.list.iter().position(favoured).or_else(|| self.list.iter().position(rested))?;
        self.list.remove(at)
    }

    /// When the next request may go on.
    pub(super) fn next_deadline(&self) -> Option<Duration> {
        let when = |errand: &Errand| {
            let rests = self.resting.get(&errand.peer.uid).filter(|_| !errand.peer.may_everything());
            rests.copied().unwrap_or(Duration::ZERO)
        };
        self.list.iter().filter(|errand| errand.takes).map(when).min()
    }
}

impl Supervisor {
    /// Carries out what clients have asked for, for a while.
    pub(super) fn run_errands(&mut self, system: &mut dyn System) {
        let begun = system.monotonic();
        let mut spent = BTreeMap::<u32, Duration>::new();
        let (mut before, mut steps) = (begun, 0);
        while steps < STEPS && before.saturating_sub(begun) < ROOTS_SLICE {
            let Some(mut errand) = self.errands.take_next(before) else { break };
            let (uid, favoured) = (errand.peer.uid, errand.peer.may_everything());
            if !favoured && before.saturating_sub(begun) >= SLICE {
                self.errands.list.push_front(errand);
                break;
            }
            let through = self.step(system, &mut errand);
            if through {
                self.through(system, errand);
            } else if favoured {
                // First come, first served.
                self.errands.list.push_front(errand);
            } else {
                self.errands.list.push_back(errand);
            }
            let now = system.monotonic();
            if !favoured {
                *spent.entry(uid).or_default() += now.saturating_sub(before);
            }
            (before, steps) = (now, steps + 1);
        }
        for (uid, time) in spent {
            self.errands.resting.insert(uid, before.saturating_add(time * REST));
        }
    }

    /// Goes on by one unit; returns whether that was the last.
    fn step(&mut self, system: &mut dyn System, errand: &mut Errand) -> bool {
        let next = errand.walk.next(self);
        let (peer, request) = (errand.peer, &errand.request);
        match (request.verb, next) {
            (_, Next::End) => return true,
            (_, Next::Nothing) => (),
            (Verb::Status, Next::Named(text)) => {
                let status = self.status_of_named(system, peer, request, &text);
                errand.append(system, &status);
            }
            (Verb::Status, Next::Fits(name)) => {
                if let Some(unit) = self.units.get(&name) {
                    let status = self.status_of(system, peer, request, unit);
                    errand.append(system, &status);
                }
            }
            (_, Next::Named(text)) => {
                if let Some(name) = self.commanded(system, errand, &text) {
                    self.command(system, errand, &name);
                }
            }
            (_, Next::Fits(name)) => self.command(system, errand, &name),
        }
        false
    }

    /// Answers, unless there are jobs to wait for.
    fn through(&mut self, system: &mut dyn System, errand: Errand) {
        if errand.request.verb == Verb::Status {
            errand.end(system, self.system_state());
        } else if errand.jobs.is_empty() {
            Self::tell_of_signals(system, &errand);
            system.reply(errand.client, &errand.reply);
        } else {
            self.waiting.push(errand);
        }
    }
}
