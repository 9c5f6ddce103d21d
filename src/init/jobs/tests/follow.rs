//! What a unit's end, or a start that comes to nothing, means for others.

use super::*;

#[test]
fn an_upheld_unit_that_is_skipped_is_not_started_for_ever() {
    let mut m = machine(&json!({ "a": { "Upholds": "b" }, "b": {} }));
    m.skipped = vec!["b"];
    assert_eq!(m.start("a"), "+a b:Skipped");
    m.skipped.clear();
    assert_eq!(m.start("b"), "+b");
    assert_eq!(m.changed("b", ActiveState::Failed), "+b");
}

#[test]
fn what_was_given_up_is_upheld_again_once_it_was_up_or_its_failure_is_forgotten() {
    let mut m = machine(&json!({ "a": { "Upholds": "b" }, "b": {} }));
    m.skipped = vec!["b"];
    m.start("a");
    m.skipped.clear();
    assert_eq!(m.ask(Operation::Restart, "a"), "-a +a +b");
    assert_eq!(m.changed("b", ActiveState::Failed), "+b");
    m.slow = vec!["b"];
    assert_eq!(m.changed("b", ActiveState::Failed), "+b");
    m.engine.start_refused(&name("b.service"));
    assert_eq!(m.changed("b", ActiveState::Failed), "b:Failed");
    assert_eq!(m.changed("b", ActiveState::Inactive), "+b");
}

#[test]
fn a_unit_that_is_about_to_stop_upholds_nothing() {
    let mut m = machine(&json!({
        "t.target": { "Wants": "a" }, "a": { "Upholds": "b", "PartOf": "t.target" },
        "b": { "After": "a", "PartOf": "t.target" },
    }));
    m.start("t.target");
    let log = m.ask(Operation::Stop, "t.target");
    assert!(!log.contains("+b"), "{log}");
    assert_eq!(m.state("b"), ActiveState::Inactive);
}

#[test]
fn a_requisite_that_has_ended_already_does_not_count() {
    let mut m = machine(&json!({
        "t.target": { "Wants": "a b" }, "a": { "Requisite": "b", "After": "b" }, "b": {},
    }));
    m.slow = vec!["b"];
    assert_eq!(m.start("t.target"), "+b +t.target");
    assert_eq!(m.changed("b", ActiveState::Inactive), "a:Dependency");
    m.skipped = vec!["b"];
    assert_eq!(m.start("t.target"), "b:Skipped a:Dependency");
}

#[test]
fn what_is_bound_to_a_unit_that_was_skipped_stops_whatever_the_order() {
    let mut m = machine(&json!({ "a": { "BindsTo": "b" }, "b": {} }));
    m.skipped = vec!["b"];
    assert_eq!(m.start("a"), "+a b:Skipped -a");
}

#[test]
fn what_is_bound_to_nothing_gets_its_stop_before_anything_starts_after_it() {
    let mut m = machine(&json!({ "a": { "BindsTo": "b" }, "b": {}, "c": { "Wants": "a", "After": "a" } }));
    (m.slow, m.skipped) = (vec!["a"], vec!["b"]);
    assert_eq!(m.start("c"), "+a b:Skipped");
    assert_eq!(m.changed("a", ActiveState::Active), "-a +c");
}
