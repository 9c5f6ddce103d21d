//! Exit statuses by name: systemd.exec(5), "Process Exit Codes".

use super::super::signal::ExitStatusSet;
use super::{Parsed, number};

/// The first status of a row, and the names of it and those that follow.
const NAMES: [(u8, &str); 5] = [
    (0, "SUCCESS FAILURE INVALIDARGUMENT NOTIMPLEMENTED NOPERMISSION NOTINSTALLED NOTCONFIGURED NOTRUNNING"),
    // sysexits(3)
    (
        64,
        "USAGE DATAERR NOINPUT NOUSER NOHOST UNAVAILABLE SOFTWARE OSERR OSFILE CANTCREAT IOERR TEMPFAIL \
         PROTOCOL NOPERM CONFIG",
    ),
    (
        200,
        "CHDIR NICE FDS EXEC MEMORY LIMITS OOM_ADJUST SIGNAL_MASK STDIN STDOUT CHROOT IOPRIO TIMERSLACK \
         SECUREBITS SETSCHEDULER CPUAFFINITY GROUP USER CAPABILITIES CGROUP SETSID CONFIRM STDERR",
    ),
    (
        224,
        "PAM NETWORK NAMESPACE NO_NEW_PRIVILEGES SECCOMP SELINUX_CONTEXT PERSONALITY APPARMOR \
         ADDRESS_FAMILIES RUNTIME_DIRECTORY",
    ),
    (
        235,
        "CHOWN SMACK_PROCESS_LABEL KEYRING STATE_DIRECTORY CACHE_DIRECTORY LOGS_DIRECTORY \
         CONFIGURATION_DIRECTORY NUMA_POLICY CREDENTIALS BPF KSM",
    ),
];

/// systemd's name for its own end when it can't go on.
const EXCEPTION: (u8, &str) = (255, "EXCEPTION");

/// An exit status or a signal, added to `set`. A number is a status.
pub(crate) fn exit_status(word: &str, set: &mut ExitStatusSet) -> Parsed<()> {
    if let Some(status) = named(word).or_else(|| number(word).ok()) {
        set.statuses.insert(status);
    } else if let Some(signal) = word.parse().ok().filter(|_| number::<i32>(word).is_err()) {
        set.signals.insert(signal);
    } else {
        return Err(format!("`{word}` is neither an exit status nor a signal"));
    }
    Ok(())
}

/// The exit status with this name.
pub(super) fn named(name: &str) -> Option<u8> {
    let rows = NAMES.iter().flat_map(|(first, names)| (*first..).zip(names.split(' ')));
    rows.chain([EXCEPTION]).find(|(_, known)| *known == name).map(|(status, _)| status)
}
