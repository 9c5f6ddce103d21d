//! Signals to the processes of a socket unit's commands: systemd.kill(5).

use std::collections::BTreeSet;

use nix::errno::Errno;

use super::state::SocketState;
use super::{Socket, SocketUnit};
use crate::init::system::Processes;
use crate::init::unit::{KillMode, Signal};

/// How often to look again for processes that fork while they are being killed.
const SWEEPS: usize = 20;

impl Socket {
    /// Signals the processes that `KillMode=` means; returns whether there is one to wait for.
    pub(super) fn signal_all(
        &self,
        system: &mut dyn Processes,
        config: &SocketUnit,
        state: SocketState,
    ) -> bool {
        let kill = &config.kill;
        let last = matches!(state, SocketState::StopPreSigkill | SocketState::FinalSigkill);
        let signal = if last { kill.final_signal } else { kill.signal };
        let control = self.control.as_ref().map(|control| control.pid);
        let everybody = match kill.mode {
            KillMode::None => return false,
            KillMode::ControlGroup => true,
            KillMode::Mixed => last || control == Some(None),
            // A process that has not said its id is among the others.
            KillMode::Process => control == Some(None),
        };
        let mut known = BTreeSet::new();
        let mut waiting = control.is_some();
        for _ in 0..if last { SWEEPS } else { 1 } {
            let all = if everybody { system.processes(&self.commands, &[]) } else { Vec::new() };
            let fresh = all.iter().map(|process| process.pid).chain(control.flatten());
            let fresh: Vec<i32> = fresh.filter(|pid| known.insert(*pid)).collect();
            if fresh.is_empty() {
                break;
            }
            for pid in fresh {
                waiting |= system.kill(pid, signal.number()) != Err(Errno::EPERM);
                if !last {
                    if kill.send_sighup {
                        let _ = system.kill(pid, Signal::HUP.number());
                    }
                    // A stopped process would never see the signal.
                    let _ = system.kill(pid, Signal::CONT.number());
                }
            }
        }
        waiting
    }

    /// Kills everything and forgets it: the container ends now.
    pub(crate) fn kill_now(&mut self, system: &mut dyn Processes) {
        self.signal_processes(system, "all", Signal::KILL.number());
    }

    /// Signals its command's process, or all; returns how many there were.
    pub(crate) fn signal_processes(&self, system: &mut dyn Processes, whom: &str, signal: i32) -> usize {
        let pids: Vec<i32> = match whom {
            "main" => Vec::new(),
            "control" => self.control_pid().into_iter().collect(),
            _ => system.processes(&self.commands, &[]).into_iter().map(|process| process.pid).collect(),
        };
        pids.into_iter().filter(|pid| system.kill(*pid, signal).is_ok()).count()
    }

    /// The process of the command that runs, once known.
    pub(crate) fn control_pid(&self) -> Option<i32> {
        self.control.as_ref().and_then(|control| control.pid)
    }
}
