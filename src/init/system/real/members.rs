//! Which processes belong to which commands: those that descend from the commands' trackers.

use std::fs::File;

use nix::unistd::Pid;

use super::Linux;
use super::command::Commands;
use crate::init::log::Sender;
use crate::init::system::{CommandId, Process, processes};

/// Descriptors that are kept free for looking at processes: a directory, and a file in it.
#[derive(Debug)]
pub(super) struct Reserve {
    _held: [Option<File>; 2],
}

impl Reserve {
    pub(super) fn new() -> Self {
        Self { _held: [(); 2].map(|()| File::open("/dev/null").ok()) }
    }
}

impl Linux {
    /// Looks at processes with the reserved descriptors free: without a descriptor there would seem to be none.
    pub(super) fn look<T>(&mut self, at: impl FnOnce(&Self) -> T) -> T {
        self.reserve = None;
        let seen = at(self);
        self.reserve = Some(Reserve::new());
        seen
    }

    fn is_tracker_of(&self, pid: i32, commands: &[CommandId]) -> bool {
        commands
            .iter()
            .any(|id| self.commands.get(*id).is_some_and(|command| command.tracker.as_raw() == pid))
    }

    /// The living members of `commands`, and `adopted` with their descendants.
    pub(super) fn members(&self, commands: &[CommandId], adopted: &[i32]) -> Vec<Process> {
        let trackers = commands.iter().filter_map(|id| Some(self.commands.get(*id)?.tracker.as_raw()));
        let roots: Vec<i32> = trackers.chain(adopted.iter().copied()).collect();
        let mut found = processes::below(&roots);
        let alive = adopted.iter().filter(|pid| processes::is_alive(**pid));
        found.extend(alive.filter_map(|pid| Some(Process { pid: *pid, parent: processes::stat(*pid)?.0 })));
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Whether a process (or a zombie) is one of those; none where it is gone.
    pub(super) fn is_member(&self, pid: i32, commands: &[CommandId], adopted: &[i32]) -> Option<bool> {
        let mut pid = pid;
        loop {
            let (parent, _) = processes::stat(pid)?;
            if adopted.contains(&pid) || self.is_tracker_of(parent, commands) {
                return Some(true);
            }
            if parent <= 1 {
                return Some(false);
            }
            pid = parent;
        }
    }

    /// PID 1's own children that are not trackers, including those whose end was not seen yet.
    pub(super) fn strays(&self) -> Vec<i32> {
        let own = Pid::this().as_raw();
        let own_business = |pid| self.commands.tracked_by(pid).is_some() || self.sweepers.contains(&pid);
        processes::children_of(own).into_iter().filter(|pid| !own_business(*pid)).collect()
    }
}

/// Which unit a process that wrote to /dev/log belongs to: the one whose tracker is among its ancestors.
pub(super) fn unit_of(commands: &Commands) -> impl Fn(i32) -> Option<Sender> {
    move |pid| {
        let mut pid = pid;
        while pid > 1 {
            if let Some(command) = commands.tracked_by(pid) {
                return Some(command.sender.clone());
            }
            pid = processes::stat(pid)?.0;
        }
        None
    }
}
