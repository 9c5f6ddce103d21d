//! How processes are scheduled: systemd.exec(5), "Scheduling"; and which are killed when memory runs out.

use super::Row;
use crate::init::unit::directives::resources::CGROUP;
use crate::init::unit::line::{Line, Scope, one_of};
use crate::init::unit::written::yes;
use crate::init::unit::{CpuScheduling, ExecContext, IoScheduling, values};

/// What processes have by default.
const IO: IoScheduling = IoScheduling { class: 2, priority: 4 };
const CPU: CpuScheduling = CpuScheduling { policy: 0, priority: 0, reset_on_fork: false };

pub(super) const ROWS: &[Row] = &[
    Row::honoured("Nice", "how it gives way to others, -20 to 19", |it, line, scope| {
        line.set_some_or_none(&mut it.nice, scope, |text| values::in_range(text, -20, 19));
    })
    .shown("Nice", |it| it.nice.unwrap_or(0).to_string()),
    Row::honoured(
        "OOMScoreAdjust",
        "how soon it is killed for want of memory, -1000 to 1000",
        |it, line, scope| {
            line.set_some_or_none(&mut it.oom_score_adjust, scope, |text| {
                values::in_range(text, -1000, 1000)
            });
        },
    )
    .shown("OOMScoreAdjust", |it| it.oom_score_adjust.unwrap_or(0).to_string()),
    Row::honoured("IOSchedulingClass", "the class of its input and output", io_class)
        .shown("IOSchedulingClass", |it| it.io_scheduling.unwrap_or(IO).class.to_string()),
    Row::honoured("IOSchedulingPriority", "its priority within that, 0 to 7", io_priority)
        .shown("IOSchedulingPriority", |it| it.io_scheduling.unwrap_or(IO).priority.to_string()),
    Row::honoured("CPUSchedulingPolicy", "the policy by which it gets processors", cpu_policy)
        .shown("CPUSchedulingPolicy", |it| it.cpu_scheduling.unwrap_or(CPU).policy.to_string()),
    Row::honoured("CPUSchedulingPriority", "its priority within that, 0 to 99", |it, line, scope| {
        cpu(it, line, scope, |text, cpu| {
            values::in_range(text, 0, 99).map(|priority| cpu.priority = priority)
        });
    })
    .shown("CPUSchedulingPriority", |it| it.cpu_scheduling.unwrap_or(CPU).priority.to_string()),
    Row::honoured("CPUSchedulingResetOnFork", "its children do not have that", |it, line, scope| {
        cpu(it, line, scope, |text, cpu| values::boolean(text).map(|yes| cpu.reset_on_fork = yes));
    })
    .shown("CPUSchedulingResetOnFork", |it| yes(it.cpu_scheduling.unwrap_or(CPU).reset_on_fork)),
    Row::honoured("CPUAffinity", "the processors that it runs on", cpu_affinity),
    Row::honoured("TimerSlackNSec", "how exact its timers are", |it, line, scope| {
        line.set_some(&mut it.timer_slack_nanoseconds, scope, values::nanoseconds);
    })
    .shown("TimerSlackNSec", |it| it.timer_slack_nanoseconds.unwrap_or(50_000).to_string()),
    Row::noted("NUMAPolicy", CGROUP, "the policy by which it gets memory of nodes"),
    Row::noted("NUMAMask", CGROUP, "the nodes that it gets memory of"),
];

fn io_class(context: &mut ExecContext, line: Line, scope: &mut Scope) {
    io(context, line, scope, |text, io| {
        let named = one_of(text, &[("none", 0), ("realtime", 1), ("best-effort", 2), ("idle", 3)]);
        let class = values::number(text).ok().filter(|class| *class < 4).map_or(named, Ok);
        class.map(|class| io.class = class)
    });
}

fn io_priority(context: &mut ExecContext, line: Line, scope: &mut Scope) {
    io(context, line, scope, |text, io| {
        let within = values::number(text).ok().filter(|priority| *priority < 8);
        let priority = within.ok_or_else(|| format!("`{text}` is not within 0 to 7"));
        priority.map(|priority| io.priority = priority)
    });
}

/// Changes the setting; an empty line takes it back.
fn io(
    context: &mut ExecContext,
    line: Line,
    scope: &mut Scope,
    change: impl Fn(&str, &mut IoScheduling) -> values::Parsed<()>,
) {
    if line.is_empty() {
        context.io_scheduling = None;
        return;
    }
    let mut scheduling = context.io_scheduling.unwrap_or(IO);
    if line.understood(change(line.value, &mut scheduling), scope).is_some() {
        context.io_scheduling = Some(scheduling);
    }
}

fn cpu_policy(context: &mut ExecContext, line: Line, scope: &mut Scope) {
    if line.is_empty() {
        context.cpu_scheduling = None;
        return;
    }
    cpu(context, line, scope, |text, cpu| {
        let named = one_of(text, &[("other", 0), ("fifo", 1), ("rr", 2), ("batch", 3), ("idle", 5)]);
        let numbered = values::number(text).ok().filter(|policy| matches!(policy, 0..=3 | 5));
        numbered.map_or(named, Ok).map(|policy| cpu.policy = policy)
    });
}

fn cpu(
    context: &mut ExecContext,
    line: Line,
    scope: &mut Scope,
    change: impl Fn(&str, &mut CpuScheduling) -> values::Parsed<()>,
) {
    let mut scheduling = context.cpu_scheduling.unwrap_or(CPU);
    let changed = change(line.value, &mut scheduling);
    if matches!(scheduling.policy, 1 | 2) && scheduling.priority == 0 {
        scheduling.priority = 1;
    }
    if line.understood(changed, scope).is_some() {
        context.cpu_scheduling = Some(scheduling);
    }
}

/// All processors of a line, or none if one is invalid.
fn cpu_affinity(context: &mut ExecContext, line: Line, scope: &mut Scope) {
    let target = &mut context.cpu_affinity;
    if line.resets(target) {
        return;
    }
    let mut named = Vec::new();
    for word in line.words(scope).iter().flat_map(|word| word.split(',')).filter(|word| !word.is_empty()) {
        let (first, last) = word.split_once('-').unwrap_or((word, word));
        match (values::number::<usize>(first), values::number::<usize>(last)) {
            (Ok(first), Ok(last)) if first > last => {
                scope.leave_out(line.name, &format!("`{word}` goes backwards"));
            }
            (Ok(first), Ok(last)) if last < 8192 => named.extend(first..=last),
            _ => return scope.leave_out(line.name, &format!("`{word}` names no processors")),
        }
    }
    target.extend(named);
    target.sort_unstable();
    target.dedup();
}
