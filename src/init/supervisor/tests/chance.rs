//! What is drawn at random, with the test deciding the draw.

use super::crossings::Container;
use super::triggers::with_timer;
use super::*;
use crate::init::supervisor::state::ServiceState;

const HALF: u64 = 1 << 63;

fn with(service: &Value, chance: u64) -> Container {
    let mut machine = Container::boot(
        &[],
        json!({"a.service": {"Service": service}, "keep.service": {"Service": {"ExecStart": "/stays"}}}),
    );
    machine.system.chance = chance;
    machine
}

#[test]
fn a_service_runs_at_most_its_extra_time_longer() {
    let service = json!({"ExecStart": "/stays", "RuntimeMaxSec": 10, "RuntimeRandomizedExtraSec": 8});
    for (chance, last) in [(0, 9), (HALF, 13), (u64::MAX, 17)] {
        let mut machine = with(&service, chance);
        machine.until(last);
        assert_eq!(machine.service("a.service").state(), ServiceState::Running, "{last}");
        machine.until(last + 1);
        assert_eq!(machine.service("a.service").state(), ServiceState::Failed, "{last}");
    }
}

#[test]
fn extra_time_is_drawn_anew_after_a_reload() {
    let service = json!({"ExecStart": "/stays", "ExecReload": "/exits/0",
        "RuntimeMaxSec": 10, "RuntimeRandomizedExtraSec": 8});
    let mut machine = with(&service, HALF);
    machine.until(12).system.chance = u64::MAX;
    machine.ask(Verb::Reload, &["a.service"]).until(17);
    assert_eq!(machine.service("a.service").state(), ServiceState::Running);
    machine.until(18);
    assert_eq!(machine.service("a.service").state(), ServiceState::Failed);
}

#[test]
fn extra_time_is_no_limit_by_itself_and_may_be_without_end() {
    for limits in [
        json!({"RuntimeRandomizedExtraSec": 8}),
        json!({"RuntimeMaxSec": "infinity", "RuntimeRandomizedExtraSec": 8}),
        json!({"RuntimeMaxSec": 10, "RuntimeRandomizedExtraSec": "infinity"}),
    ] {
        let mut service = limits.clone();
        service["ExecStart"] = json!("/stays");
        let mut machine = with(&service, HALF);
        machine.until(1_000_000);
        assert_eq!(machine.service("a.service").state(), ServiceState::Running, "{limits}");
    }
}

#[test]
fn a_timer_elapses_as_much_later_as_was_drawn_at_its_start_or_when_it_elapsed() {
    let oneshot = json!({"Service": {"Type": "oneshot", "ExecStart": "/exits/0"}});
    for (fixed, second) in [(true, 11), (false, 16)] {
        let timer = json!({"OnActiveSec": 1, "OnUnitActiveSec": 10, "RandomizedDelaySec": 10,
            "FixedRandomDelay": fixed});
        let mut machine = with_timer(&timer, &oneshot);
        // At its start nothing is drawn.
        machine.until(0).system.chance = HALF;
        machine.until(second - 1);
        assert_eq!(machine.spawned("t.service /exits/0"), 1, "{second}");
        machine.until(second);
        assert_eq!(machine.spawned("t.service /exits/0"), 2, "{second}");
    }
}
