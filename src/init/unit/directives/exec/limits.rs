//! `Limit…=`: systemd.exec(5), "Process Properties", and setrlimit(2).

use super::Row;
use crate::init::unit::line::{Line, Scope};
use crate::init::unit::values::{self, LimitUnit};
use crate::init::unit::{ExecContext, Limit};
use nix::libc::RLIM_INFINITY;
use nix::sys::resource::{Resource, getrlimit};

/// A row for each limit: its name, the kernel's, how its value is written, and what it limits.
macro_rules! rows {
    ($($name:literal $resource:ident $unit:ident $meaning:literal;)*) => {
        pub(super) const ROWS: &[Row] = &[
            $(
                Row::honoured(concat!("Limit", $name), $meaning, |it, line, scope| {
                    set(it, Resource::$resource, LimitUnit::$unit, line, scope);
                })
                .shown(concat!("Limit", $name), |it| written(both(it, Resource::$resource).1))
                .and_shown(concat!("Limit", $name, "Soft"), |it| written(both(it, Resource::$resource).0)),
            )*
        ];
    };
}

rows! {
    "CPU" RLIMIT_CPU Seconds "the time of processors";
    "FSIZE" RLIMIT_FSIZE Bytes "the size of a file";
    "DATA" RLIMIT_DATA Bytes "the size of data in memory";
    "STACK" RLIMIT_STACK Bytes "the size of the stack";
    "CORE" RLIMIT_CORE Bytes "the size of a core dump";
    "RSS" RLIMIT_RSS Bytes "the memory that is in use; Linux has no such limit";
    "NOFILE" RLIMIT_NOFILE Count "the number of open files";
    "AS" RLIMIT_AS Bytes "the size of the address space";
    "NPROC" RLIMIT_NPROC Count "the number of the user's processes";
    "MEMLOCK" RLIMIT_MEMLOCK Bytes "the memory that can't be swapped out";
    "LOCKS" RLIMIT_LOCKS Count "the number of locks; Linux has no such limit";
    "SIGPENDING" RLIMIT_SIGPENDING Count "the number of signals that wait";
    "MSGQUEUE" RLIMIT_MSGQUEUE Bytes "the size of message queues";
    "NICE" RLIMIT_NICE Nice "how little it may give way to others";
    "RTPRIO" RLIMIT_RTPRIO Count "the priority of real time";
    "RTTIME" RLIMIT_RTTIME Microseconds "the time of processors in real time, without a wait";
}

fn set(context: &mut ExecContext, resource: Resource, unit: LimitUnit, line: Line, scope: &mut Scope) {
    if let Some((soft, hard)) = line.understood(values::limit(line.value, unit), scope) {
        context.limits.retain(|known| known.resource != resource);
        context.limits.push(Limit { resource, soft, hard });
    }
}

/// The soft and the hard limit of the unit, else PID 1's own, which its children inherit.
fn both(context: &ExecContext, resource: Resource) -> (u64, u64) {
    match context.limits.iter().rev().find(|limit| limit.resource == resource) {
        Some(limit) => (limit.soft.unwrap_or(RLIM_INFINITY), limit.hard.unwrap_or(RLIM_INFINITY)),
        None => getrlimit(resource).unwrap_or((RLIM_INFINITY, RLIM_INFINITY)),
    }
}

fn written(limit: u64) -> String {
    if limit == RLIM_INFINITY { "infinity".to_owned() } else { limit.to_string() }
}
