//! The turns of the log's inputs: pipes, /dev/log, the journal's sockets.

use nix::errno::Errno;

use super::{ENTRIES, GREETINGS, Log, STREAMS, SYSLOG, TURNS};
use crate::init::log::journal::stream::{GreetingState, LONGEST};
use crate::init::log::lane::HIGH;
use crate::init::log::message::UnitOf;
use crate::init::log::message_writer::MessageWriter;
use crate::init::log::pipe::Turn;
use crate::init::log::priority::Priority;
use crate::init::log::render::Stream;
use crate::init::log::syslog;

impl Log {
    /// Gives the inputs of a lane their turns. What is left unread keeps the log ready, so it is asked again; an
    /// interrupted turn goes on first.
    pub(super) fn serve(&mut self, lane: usize, unit_of: UnitOf<'_>) {
        let mut turns = 0;
        while let Some(token) = self.lanes[lane].pending.pop_front() {
            let interrupted = self.turn(lane, token, unit_of) == Turn::Interrupted;
            if self.lanes[lane].sink.waiting() >= HIGH && !self.lanes[lane].flush() {
                return;
            }
            turns += 1;
            if turns >= TURNS && !interrupted {
                return;
            }
        }
    }

    /// The turn of one input. If it is interrupted, the same input is next again.
    pub(super) fn turn(&mut self, lane: usize, token: u64, unit_of: UnitOf<'_>) -> Turn {
        match token {
            SYSLOG => self.syslog_turn(unit_of),
            ENTRIES => self.entries_turn(unit_of),
            STREAMS => self.accept_streams(unit_of),
            GREETINGS.. => return self.greeting_turn(token),
            slot => {
                let turn = self.pipe_turn(slot);
                if turn == Turn::Interrupted {
                    self.lanes[lane].pending.push_front(slot);
                }
                return turn;
            }
        }
        Turn::Done
    }

    fn pipe_turn(&mut self, token: u64) -> Turn {
        let slot = usize::try_from(token).unwrap_or(usize::MAX);
        let Some(pipe) = self.pipes.get_mut(slot).and_then(Option::as_mut) else { return Turn::Done };
        let lane = &mut self.lanes[pipe.lane];
        let turn = pipe.turn(&mut self.renderer, lane, token, &mut self.scratch, &mut self.tails);
        self.took(slot, turn)
    }

    /// A pipe has had its turn. A pipe that can't be read counts as ended.
    pub(super) fn took(&mut self, slot: usize, turn: Result<Turn, Errno>) -> Turn {
        if let (Err(error), Some(pipe)) = (turn.as_ref(), &self.pipes[slot]) {
            let message = format!("can't read the output of {}: {}", pipe.unit(), error.desc());
            self.message(Priority::Error, &message);
        }
        let turn = turn.unwrap_or(Turn::Ended);
        if turn == Turn::Ended {
            self.finish(slot);
        }
        turn
    }

    /// Writes the last line of a pipe and closes it.
    pub(super) fn finish(&mut self, slot: usize) {
        if let Some(pipe) = self.pipes[slot].take() {
            if let (Some(user), Some(journal)) = (pipe.user, &mut self.journal) {
                journal.streams.ended(user);
            }
            let lane = &mut self.lanes[pipe.lane];
            pipe.finish(&mut self.renderer, lane, slot as u64, &mut self.tails);
            self.free.push(slot);
        }
    }

    fn syslog_turn(&mut self, unit_of: UnitOf<'_>) {
        let Some(syslog) = &self.syslog else { return };
        self.renderer.tick();
        let mut writer =
            MessageWriter::new(&self.renderer, &mut self.lanes[0].sink, &mut self.tails, unit_of);
        syslog.receive(&mut self.scratch, |bytes, pid, _| {
            writer.write(pid, &syslog::parse(bytes), Stream::Syslog);
            writer.goes_on()
        });
    }

    fn entries_turn(&mut self, unit_of: UnitOf<'_>) {
        let Some(journal) = &self.journal else { return };
        self.renderer.tick();
        let mut writer =
            MessageWriter::new(&self.renderer, &mut self.lanes[0].sink, &mut self.tails, unit_of);
        journal.entries.receive(&mut self.scratch, |bytes, pid, passed| {
            writer.write_entries(pid, bytes, passed);
            writer.goes_on()
        });
    }

    fn accept_streams(&mut self, unit_of: UnitOf<'_>) {
        let Some(journal) = &mut self.journal else { return };
        for greeting in journal.streams.accept(unit_of) {
            self.serial += 1;
            let token = GREETINGS + self.serial;
            if self.lanes[0].watch(greeting.fd(), token).is_ok() {
                self.greetings.insert(token, greeting);
            } else {
                journal.streams.ended(greeting.user);
            }
        }
    }

    fn greeting_turn(&mut self, token: u64) -> Turn {
        let Some(greeting) = self.greetings.get_mut(&token) else { return Turn::Done };
        let greeted = greeting.read();
        if matches!(greeted, GreetingState::Unfinished) {
            return Turn::Done;
        }
        let Some(greeting) = self.greetings.remove(&token) else { return Turn::Done };
        self.lanes[0].forget(greeting.fd(), token);
        let user = greeting.user;
        let known = match greeted {
            GreetingState::Done(source, begun) => {
                self.insert(greeting.into_stream().into(), *source).ok().map(|id| (id.slot, begun))
            }
            _ => None,
        };
        let Some((slot, begun)) = known else {
            if let Some(journal) = &mut self.journal {
                journal.streams.ended(user);
            }
            return Turn::Done;
        };
        let pipe = self.pipes[slot].take();
        self.pipes[slot] = pipe.map(|pipe| pipe.opened_by(user, LONGEST, begun, &mut self.tails));
        let turn = self.pipe_turn(slot as u64);
        if turn == Turn::Interrupted {
            self.lanes[0].pending.push_front(slot as u64);
        }
        turn
    }

    pub(super) fn tell_trouble(&mut self, lane: usize) {
        if let Some(trouble) = self.lanes[lane].sink.take_trouble() {
            self.message(Priority::Warning, &trouble.to_string());
        }
    }
}
