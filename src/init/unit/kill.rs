//! How a unit's processes are ended: systemd.kill(5).

use super::signal::Signal;

/// `KillMode=` and what belongs to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kill {
    /// Which processes the signals go to.
    pub mode: KillMode,
    /// The first signal of a stop.
    pub signal: Signal,
    /// The first signal of a stop that is part of a restart; `None`: `signal`.
    pub restart_signal: Option<Signal>,
    /// The last signal.
    pub final_signal: Signal,
    /// The signal that the watchdog sends.
    pub watchdog_signal: Signal,
    /// Whether the last signal is sent at all.
    pub send_sigkill: bool,
    /// Whether SIGHUP follows the first signal.
    pub send_sighup: bool,
}

/// `KillMode=`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KillMode {
    /// Every process.
    ControlGroup,
    /// The first signal to the main process, the last to every process.
    Mixed,
    /// The main process only.
    Process,
    /// Nobody: only `ExecStop=` runs.
    None,
}

impl KillMode {
    /// What they are called.
    pub(super) const NAMES: [(&'static str, Self); 4] = [
        ("control-group", Self::ControlGroup),
        ("mixed", Self::Mixed),
        ("process", Self::Process),
        ("none", Self::None),
    ];
}

impl Default for Kill {
    fn default() -> Self {
        Self {
            mode: KillMode::ControlGroup,
            signal: Signal::TERM,
            restart_signal: None,
            final_signal: Signal::KILL,
            watchdog_signal: Signal::ABRT,
            send_sigkill: true,
            send_sighup: false,
        }
    }
}
