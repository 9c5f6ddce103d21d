//! Commands and processes that are only numbers.

use std::collections::BTreeSet;

use nix::errno::Errno;

use super::FakeSystem;
use crate::init::system::{CommandId, Event, Launch, Process, Processes};
use crate::init::tracker::{Exit, TrackerReport};

impl Processes for FakeSystem {
    fn spawn(&mut self, launch: &Launch<'_>) -> Result<CommandId, Errno> {
        if let Some(errno) = self.spawn_failures.pop_front().flatten() {
            return Err(errno);
        }
        self.last += 1;
        let (id, pid) = (CommandId(self.last), i32::try_from(self.last).unwrap_or(0) + 100);
        let program = launch.command.path.clone();
        self.spawned.push(format!("{} {program}", launch.unit.name));
        if program == "/unforked" {
            let message = "fork: Cannot allocate memory".to_owned();
            self.events.push_back(Event::Command(id, TrackerReport::SetupFailed { status: -1, message }));
            self.events.push_back(Event::Command(id, TrackerReport::Gone { killed: false }));
            return Ok(id);
        }
        self.alive.insert(pid, (id, program.clone()));
        if program == "/late" {
            return Ok(id);
        }
        self.events.push_back(Event::Command(id, TrackerReport::Started(pid)));
        if program == "/missing" {
            let message = "can't execute /missing: No such file or directory".to_owned();
            self.events.push_back(Event::Command(id, TrackerReport::SetupFailed { status: 203, message }));
            self.end(pid, Exit::Status(203));
            return Ok(id);
        }
        self.events.push_back(Event::Command(id, TrackerReport::Executed));
        if let Some(status) = program.strip_prefix("/exits/").and_then(|status| status.parse().ok()) {
            self.end(pid, Exit::Status(status));
        } else if program == "/leaves" {
            self.alive.extend((1..=self.leaves).map(|child| (pid + 1000 * child, (id, "/stays".to_owned()))));
            self.end(pid, Exit::Status(0));
        } else if program == "/vanishes" {
            self.alive.remove(&pid);
            self.events.push_back(Event::Command(id, TrackerReport::Gone { killed: true }));
        }
        Ok(id)
    }

    fn kill(&mut self, pid: i32, signal: i32) -> Result<(), Errno> {
        let Some((_, program)) = self.alive.get(&pid) else { return Err(Errno::ESRCH) };
        if program == "/untouchable" {
            return Err(Errno::EPERM);
        }
        self.killed.push((pid, signal));
        if signal == 15 && program == "/polite" {
            self.end(pid, Exit::Status(0));
        } else if signal == 9 || (signal == 15 && program != "/deaf") {
            self.end(pid, Exit::Signal { signal, dumped: false });
        }
        Ok(())
    }

    fn processes(&mut self, commands: &[CommandId], adopted: &[i32]) -> Vec<Process> {
        let own = |(pid, (id, program)): &(&i32, &(CommandId, String))| {
            adopted.contains(pid) || (commands.contains(id) && program != "/late")
        };
        self.alive.iter().filter(own).map(|(pid, _)| Process { pid: *pid, parent: 2 }).collect()
    }

    fn belongs(&mut self, pid: i32, commands: &[CommandId], _adopted: &[i32]) -> Option<bool> {
        self.alive.get(&pid).map(|(id, _)| commands.contains(id))
    }

    fn watch_process(&mut self, _pid: i32) -> Result<(), Errno> {
        self.descriptor()
    }

    fn orphans(&mut self) -> Vec<i32> {
        self.orphans.clone()
    }

    fn tracker(&self, _command: CommandId) -> Option<i32> {
        None
    }

    fn has_room(&mut self) -> bool {
        let commands: BTreeSet<_> = self.alive.values().map(|(id, _)| *id).collect();
        self.room.is_none_or(|room| commands.len() < room)
    }
}
