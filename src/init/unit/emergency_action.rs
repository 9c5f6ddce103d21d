//! `SuccessAction=`, `FailureAction=` and their like: systemd.unit(5). The machine is the container.

use std::str::FromStr;

/// What a unit's end does to the container. systemd's reboot, poweroff and halt all end it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum EmergencyAction {
    /// Nothing is done.
    #[default]
    None,
    /// An orderly stop of everything, then the end.
    Exit,
    /// The end at once.
    ExitForce,
}

impl EmergencyAction {
    /// Their names.
    pub(super) const NAMES: [(&'static str, Self); 3] =
        [("none", Self::None), ("exit", Self::Exit), ("exit-force", Self::ExitForce)];
}

impl FromStr for EmergencyAction {
    type Err = String;

    /// systemd's reboot, poweroff and halt all end the container, at once with `-force`.
    fn from_str(text: &str) -> Result<Self, String> {
        let force = text.strip_suffix("-force").or_else(|| text.strip_suffix("-immediate"));
        let immediate = text.ends_with("-immediate");
        let known = match force.unwrap_or(text) {
            "none" => force.is_none(),
            "reboot" | "poweroff" | "halt" => true,
            "exit" | "kexec" | "soft-reboot" => !immediate,
            _ => false,
        };
        match (known, text) {
            (false, _) => Err(format!("`{text}` is no action")),
            (true, "none") => Ok(Self::None),
            (true, _) => Ok(if force.is_some() { Self::ExitForce } else { Self::Exit }),
        }
    }
}
