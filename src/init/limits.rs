//! Limits and scheduling of a unit's processes, cut down to what the container may set:
//! `Limit…=`, `Nice=`, `OOMScoreAdjust=`, `IOScheduling…=`, `CPUScheduling…=`, `CPUAffinity=`.
//!
//! Like [`super::capabilities`]: computed before the fork, applied in the child without touching
//! the heap. What the container forbids is reported once and left out; none of it makes a unit fail.

#![allow(unsafe_code, reason = "ioprio_set(2), setpriority(2) and prctl(2) have no safe wrapper")]

use caps::Capability;
use nix::errno::Errno;
use nix::libc;
use nix::sched::{CpuSet, sched_setaffinity};
use nix::sys::resource::{Resource, getrlimit, setrlimit};
use nix::unistd::Pid;

use super::capabilities::CapabilitySets;
use super::unit::{CpuScheduling, ExecContext, Limit};

/// What bounds the limits of children.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bounds {
    /// PID 1's capabilities.
    pub held: CapabilitySets,
    /// The highest limit of open files that the kernel allows, `/proc/sys/fs/nr_open`.
    pub open_files: u64,
    /// PID 1's own `oom_score_adj`; less needs a capability.
    pub oom_score_adjust: i32,
}

impl Bounds {
    /// The bounds of this process.
    pub(crate) fn of_this_process() -> Self {
        let number =
            |path| std::fs::read_to_string(path).ok().and_then(|text| text.trim().parse::<i64>().ok());
        let open_files = number("/proc/sys/fs/nr_open").and_then(|number| u64::try_from(number).ok());
        let adjust = number("/proc/self/oom_score_adj").and_then(|number| i32::try_from(number).ok());
        Self {
            held: CapabilitySets::by_this_process(),
            open_files: open_files.unwrap_or(1024 * 1024),
            oom_score_adjust: adjust.unwrap_or(0),
        }
    }
}

/// What a child does to its limits and scheduling.
#[derive(Debug, Clone, Default)]
pub(crate) struct LimitPlan {
    limits: Vec<(Resource, u64, u64)>,
    nice: Option<i32>,
    /// The text for `/proc/self/oom_score_adj`.
    oom_score_adjust: Option<Vec<u8>>,
    /// As `ioprio_set(2)` takes it.
    io_priority: Option<i32>,
    cpu_scheduling: Option<CpuScheduling>,
    cpu_affinity: Option<CpuSet>,
    timer_slack: Option<u64>,
}

impl LimitPlan {
    /// A plan from what a unit asks for, with warnings for people to read.
    pub(crate) fn new(context: &ExecContext, bounds: &Bounds) -> (Self, Vec<String>) {
        let mut warnings = Vec::new();
        let mut plan = Self { timer_slack: context.timer_slack_nanoseconds, ..Self::default() };
        for limit in &context.limits {
            let (_, own_hard) = getrlimit(limit.resource).unwrap_or((u64::MAX, u64::MAX));
            plan.limits.push(clamped(*limit, own_hard, bounds, &mut warnings));
        }
        let may_schedule = bounds.held.can(Capability::CAP_SYS_NICE);
        let mut lack = |directive: &str, capability: &str| {
            warnings.push(format!("{directive} is not applied: the container lacks {capability}"));
        };
        match context.nice {
            Some(nice) if nice < 0 && !may_schedule => lack("Nice=", "CAP_SYS_NICE"),
            nice => plan.nice = nice,
        }
        match context.oom_score_adjust {
            Some(adjust)
                if adjust < bounds.oom_score_adjust && !bounds.held.can(Capability::CAP_SYS_RESOURCE) =>
            {
                lack("OOMScoreAdjust=", "CAP_SYS_RESOURCE");
            }
            adjust => plan.oom_score_adjust = adjust.map(|adjust| adjust.to_string().into_bytes()),
        }
        // ioprio_set(2): either capability allows realtime (before Linux 5.14 only CAP_SYS_ADMIN); the other
        // classes are for everybody.
        let may_block = may_schedule || bounds.held.can(Capability::CAP_SYS_ADMIN);
        match context.io_scheduling {
            Some(io) if io.class == 1 && !may_block => {
                lack("IOSchedulingClass=realtime", "CAP_SYS_NICE");
            }
            io => plan.io_priority = io.map(|io| (i32::from(io.class) << 13) | i32::from(io.priority)),
        }
        match context.cpu_scheduling {
            Some(cpu) if cpu.priority > 0 && !may_schedule => lack("CPUSchedulingPolicy=", "CAP_SYS_NICE"),
            cpu => plan.cpu_scheduling = cpu,
        }
        if !context.cpu_affinity.is_empty() {
            let mut set = CpuSet::new();
            // No machine has a processor with a number beyond what the set can hold.
            let known = context.cpu_affinity.iter().filter(|cpu| set.set(**cpu).is_ok()).count();
            plan.cpu_affinity = (known > 0).then_some(set);
        }
        (plan, warnings)
    }

    /// Applies the plan to this process; what the kernel refuses is left as it is.
    pub(crate) fn apply(&self) {
        for (resource, soft, hard) in &self.limits {
            let _ = setrlimit(*resource, *soft, *hard);
        }
        if let Some(text) = &self.oom_score_adjust {
            let _ = write_file(c"/proc/self/oom_score_adj", text);
        }
        if let Some(nice) = self.nice {
            // SAFETY: numbers only.
            unsafe { libc::setpriority(libc::PRIO_PROCESS, 0, nice) };
        }
        if let Some(cpu) = self.cpu_scheduling {
            let flag = if cpu.reset_on_fork { libc::SCHED_RESET_ON_FORK } else { 0 };
            let parameters = libc::sched_param { sched_priority: cpu.priority };
            // SAFETY: the pointer is to a structure that lives through the call.
            unsafe { libc::sched_setscheduler(0, cpu.policy | flag, &raw const parameters) };
        }
        if let Some(set) = &self.cpu_affinity {
            let _ = sched_setaffinity(Pid::from_raw(0), set);
        }
        if let Some(priority) = self.io_priority {
            const WHO_PROCESS: libc::c_int = 1;
            // SAFETY: numbers only.
            unsafe { libc::syscall(libc::SYS_ioprio_set, WHO_PROCESS, 0, priority) };
        }
        if let Some(slack) = self.timer_slack {
            // SAFETY: numbers only.
            unsafe { libc::prctl(libc::PR_SET_TIMERSLACK, slack, 0, 0, 0) };
        }
    }
}

/// A limit within what may be set: the hard limit is raised only with `CAP_SYS_RESOURCE`.
fn clamped(limit: Limit, own_hard: u64, bounds: &Bounds, warnings: &mut Vec<String>) -> (Resource, u64, u64) {
    let infinite = libc::RLIM_INFINITY;
    let wanted_hard = limit.hard.unwrap_or(infinite);
    let may_raise = bounds.held.can(Capability::CAP_SYS_RESOURCE);
    let mut highest = if may_raise { infinite } else { own_hard };
    if limit.resource == Resource::RLIMIT_NOFILE {
        highest = highest.min(bounds.open_files.max(own_hard));
    }
    let hard = wanted_hard.min(highest);
    let soft = limit.soft.unwrap_or(infinite).min(hard);
    // A wish for no limit is met by the highest limit that there is.
    if hard < wanted_hard && wanted_hard != infinite {
        let name = format!("{:?}", limit.resource).replace("RLIMIT_", "Limit");
        warnings.push(format!(
            "{name}={wanted_hard} is more than the container's hard limit, {hard} is used (docker run --ulimit raises it)"
        ));
    }
    (limit.resource, soft, hard)
}

/// Writes a small file without touching the heap.
fn write_file(path: &std::ffi::CStr, text: &[u8]) -> Result<(), Errno> {
    use nix::fcntl::{OFlag, open};
    let fd = open(path, OFlag::O_WRONLY | OFlag::O_CLOEXEC, nix::sys::stat::Mode::empty())?;
    nix::unistd::write(&fd, text).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bounds(capabilities: &[Capability]) -> Bounds {
        let effective = capabilities.iter().fold(0, |mask, one| mask | one.bitmask());
        Bounds {
            held: CapabilitySets { effective, ..CapabilitySets::default() },
            open_files: 1000,
            oom_score_adjust: 0,
        }
    }

    fn limit(resource: Resource, soft: u64, hard: u64) -> Limit {
        Limit { resource, soft: Some(soft), hard: Some(hard) }
    }

    #[test]
    fn a_hard_limit_is_raised_only_by_who_may() {
        let mut warnings = Vec::new();
        let wanted = limit(Resource::RLIMIT_NPROC, 70, 90);
        assert_eq!(clamped(wanted, 50, &bounds(&[]), &mut warnings).1, 50);
        assert_eq!(warnings.len(), 1);
        assert!(
            warnings[0].contains("=90 is more than the container's hard limit, 50 is used"),
            "{warnings:?}"
        );
        let raised = clamped(wanted, 50, &bounds(&[Capability::CAP_SYS_RESOURCE]), &mut warnings);
        assert_eq!((raised.1, raised.2, warnings.len()), (70, 90, 1));
    }

    #[test]
    fn open_files_stay_below_what_the_kernel_allows_and_no_limit_is_no_complaint() {
        let mut warnings = Vec::new();
        let wanted = Limit { resource: Resource::RLIMIT_NOFILE, soft: None, hard: None };
        let got = clamped(wanted, 500, &bounds(&[Capability::CAP_SYS_RESOURCE]), &mut warnings);
        assert_eq!((got.1, got.2, warnings.len()), (1000, 1000, 0));
    }

    #[test]
    fn realtime_io_needs_one_of_two_capabilities_and_the_other_classes_none() {
        use crate::init::unit::IoScheduling;
        let plan = |class, capabilities: &[Capability]| {
            let io_scheduling = Some(IoScheduling { class, priority: 4 });
            let context = ExecContext { io_scheduling, ..ExecContext::default() };
            let (plan, warnings) = LimitPlan::new(&context, &bounds(capabilities));
            (plan.io_priority, warnings.len())
        };
        assert_eq!(plan(1, &[]), (None, 1));
        for enough in [Capability::CAP_SYS_NICE, Capability::CAP_SYS_ADMIN] {
            assert_eq!(plan(1, &[enough]), (Some(1 << 13 | 4), 0), "{enough}");
        }
        assert_eq!(plan(2, &[]), (Some(2 << 13 | 4), 0));
        assert_eq!(plan(3, &[]), (Some(3 << 13 | 4), 0));
    }

    #[test]
    fn what_needs_a_capability_is_left_out_and_said() {
        let context = ExecContext {
            nice: Some(-5),
            oom_score_adjust: Some(-900),
            cpu_affinity: vec![0, 1_000_000],
            ..ExecContext::default()
        };
        let (plan, warnings) = LimitPlan::new(&context, &bounds(&[]));
        assert_eq!((plan.nice, plan.oom_score_adjust.is_none()), (None, true));
        assert!(plan.cpu_affinity.is_some());
        assert_eq!(
            warnings,
            [
                "Nice= is not applied: the container lacks CAP_SYS_NICE",
                "OOMScoreAdjust= is not applied: the container lacks CAP_SYS_RESOURCE"
            ]
        );
        let (plan, warnings) =
            LimitPlan::new(&context, &bounds(&[Capability::CAP_SYS_NICE, Capability::CAP_SYS_RESOURCE]));
        assert_eq!((plan.nice, plan.oom_score_adjust.as_deref()), (Some(-5), Some(&b"-900"[..])));
        assert!(warnings.is_empty());
    }
}
