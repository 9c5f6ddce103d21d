//! The systemctl that services' own scripts find, and what whom it obeys.

use nix_docker::testing::protocol::{JobOutcome, Request, Verb};
use serde_json::{Value, json};

use crate::container::{Units, daemon, in_order, lines_of};

/// Where scripts of NixOS modules look for it.
const SYSTEMCTL: &str = "/run/current-system/systemd/bin/systemctl";

/// Runs `$s` as systemctl.
fn script(text: &str) -> String {
    format!("/bin/sh -c 's={SYSTEMCTL}; {}'", text.replace('$', "$$").replace('%', "%%"))
}

fn oneshot(text: &str) -> Value {
    json!({"Service": {"Type": "oneshot", "ExecStart": script(text)}})
}

fn keep() -> Units {
    Units::new().with("keep.service", json!({"Service": {"ExecStart": daemon("wait")}}))
}

/// Starts the units, and returns the lines of `asks` once it has said `over`.
fn asked(units: Units) -> Vec<String> {
    let container = units.start();
    container.wait_for("is reached").wait_for("]: over\n");
    let (code, log) = container.stop();
    assert_eq!(code, 0, "{log}");
    lines_of(&log, "asks").into_iter().map(str::to_owned).collect()
}

#[test]
fn is_active_and_is_failed_say_and_exit_as_systemds() {
    let ask = "for unit in keep idle.service broken none; do
        $s is-active $unit; echo $?; $s is-failed --quiet $unit; echo $?; done;
        $s is-active -q idle keep; echo $?; echo over";
    let mut asks = oneshot(&ask.replace('\n', " "));
    asks["Unit"] = json!({"After": ["broken.service", "keep.service"]});
    let lines = asked(
        keep()
            .unwanted("idle.service", oneshot("true"))
            .with("broken.service", oneshot("exit 5"))
            .with("asks.service", asks),
    );
    let expected =
        [["active", "0", "1"], ["inactive", "3", "1"], ["failed", "3", "0"], ["inactive", "4", "4"]];
    // One that is active is enough.
    assert_eq!(lines, [&expected.concat()[..], &["0", "over"]].concat());
}

#[test]
fn times_are_those_of_the_zone_that_is_asked_in() {
    let asks = "export TZ=CET-1CEST,M3.5.0,M10.5.0/3; $s show -p NextElapseUSecRealtime yearly.timer; \
                $s list-timers --no-legend yearly.timer; TZ=UTC0 $s list-timers --no-legend yearly.timer; echo over";
    let lines = asked(
        keep()
            .with(
                "yearly.timer",
                json!({"Timer": {"OnCalendar": "2099-07-01 12:00:00 UTC", "Unit": "keep.service"}}),
            )
            .with(
                "asks.service",
                json!({"Unit": {"After": ["yearly.timer"]}, "Service": oneshot(asks)["Service"]}),
            ),
    );
    assert_eq!(lines[0], "NextElapseUSecRealtime=Wed 2099-07-01 14:00:00 CEST");
    assert!(lines[1].starts_with("Wed 2099-07-01 14:00:00 CEST"), "{lines:?}");
    assert!(lines[2].starts_with("Wed 2099-07-01 12:00:00 UTC"), "{lines:?}");
}

#[test]
fn a_services_own_scripts_start_and_stop_other_units() {
    let post = "$s start b && $s is-active b; $s stop c.service; $s is-active c;
        $s start nothing; echo status $?; echo over";
    let container = keep()
        .with("c.service", json!({"Service": {"ExecStart": daemon("wait"), "ExecStopPost": "/bin/echo c-down"}}))
        .with(
            "asks.service",
            json!({"Unit": {"After": "c.service"}, "Service": {"Type": "oneshot", "RemainAfterExit": true,
                "ExecStart": "/bin/echo first", "ExecStartPost": script(&post.replace('\n', " "))}}),
        )
        .unwanted(
            "b.service",
            json!({"Service": {"Type": "notify", "ExecStart": daemon("sleep 100 say b-up notify READY=1 wait")}}),
        )
        .start();
    container.wait_for("is reached").wait_for("]: over\n");
    let (code, log) = container.stop();
    assert_eq!(code, 0, "{log}");
    let lines = lines_of(&log, "asks");
    let said: Vec<_> = lines.iter().filter(|line| !line.contains("nothing")).copied().collect();
    assert_eq!(said[..5], ["first", "active", "inactive", "status 5", "over"], "{log}");
    in_order(&log, &["b-up", "]: active"]);
    in_order(&log, &["c-down", "]: over"]);
}

#[test]
fn show_prints_the_properties_that_are_asked_for() {
    let ask = "$s show -p ActiveState,SubState keep; $s show -p MainPID --value keep; $s show --property=Result --value -P Type keep asks; $s show -p LoadState --value none; echo $?; echo over";
    let mut asks = oneshot(ask);
    asks["Unit"] = json!({"After": "keep.service"});
    let container = keep().with("asks.service", asks).start();
    container.wait_for("is reached").wait_for("]: over\n");
    let main = container.status("keep.service").main_pid.to_string();
    let log = container.stop().1;
    let lines = lines_of(&log, "asks");
    assert_eq!(lines[..3], ["ActiveState=active", "SubState=running", &main], "{log}");
    assert!(lines.ends_with(&["not-found", "0", "over"]), "{log}");
}

#[test]
fn a_wait_is_for_the_end_of_what_is_started_or_of_the_whole_start() {
    let slow = "/bin/sh -c 'echo begun; while [ ! -e /run/go ]; do sleep 0.05; done'";
    let service = |steps: &str| json!({"Service": {"ExecStart": daemon(steps)}});
    let container = keep()
        .unwanted("ends.service", service("sleep 500 touch /run/ended"))
        .unwanted("fails.service", service("sleep 200 exit 3"))
        .with("slow.service", json!({"Service": {"Type": "oneshot", "ExecStart": slow}}))
        .start();
    container.wait_for("]: begun");
    let ask = format!(
        "s={SYSTEMCTL}; $s is-system-running; (sleep 0.3; touch /run/go) & $s is-system-running --wait"
    );
    assert_eq!(container.exec(&ask), "starting\nrunning\n");
    assert_eq!(
        container.exec(&format!("{SYSTEMCTL} start --wait ends; echo $?; ls /run/ended")),
        "0\n/run/ended\n"
    );
    assert_eq!(container.exec(&format!("{SYSTEMCTL} restart --wait fails; echo $?")), "1\n");
    assert_eq!(container.stop().0, 0);
}

#[test]
fn a_pattern_is_for_units_of_all_kinds_and_the_first_that_is_down_is_the_status_of_a_status() {
    let container = keep()
        .unwanted("keep-it.timer", json!({"Timer": {"OnActiveSec": 1000, "Unit": "keep.service"}}))
        .unwanted("down.service", oneshot("true"))
        .start();
    container.wait_for("is reached");
    let started = container.systemctl(Verb::Start, "keep-it.timer");
    assert_eq!(started, JobOutcome::Done);
    assert_eq!(container.exec(&format!("{SYSTEMCTL} is-active 'keep*'")), "active\nactive\n");
    let status = container.exec(&format!("{SYSTEMCTL} status keep down none > /dev/null 2>&1; echo $?"));
    assert_eq!(status, "3\n");
    assert_eq!(container.stop().0, 0);
}

#[test]
fn who_connects_and_says_nothing_does_not_shut_out_root() {
    let crowd = json!({"Service": {"User": "nobody", "ExecStart": daemon("crowd 100 say waits wait")}});
    let container = keep().with("crowd.service", crowd).start();
    container.wait_for("]: waits");
    let asked = container.exec(&format!("{SYSTEMCTL} is-active keep"));
    assert_eq!(asked, "active\n", "{}", container.log());
    let asked = container.exec(&format!("{} healthcheck; echo $?", env!("CARGO_BIN_EXE_nix-docker")));
    assert!(asked.ends_with("\n0\n"), "{asked}");
    assert_eq!(container.stop().0, 0);
}

#[test]
fn a_service_does_not_control_the_terminal_of_who_asks_for_its_status() {
    let script = "/bin/sh -c 'printf \"\\033]0;line\\007\\n\"; exec sleep 1000' \"\\e]0;word\"";
    let container = Units::new().with("odd.service", json!({"Service": {"ExecStart": script}})).start();
    container.wait_for("0;line").wait_for_state("odd.service", "running");
    let status = container.exec(&format!("{SYSTEMCTL} status odd"));
    assert!(status.contains("\\x1b]0;line\\x07\n") && !status.contains('\x1b'), "{status:?}");
    assert_eq!(container.stop().0, 0);
}

#[test]
fn an_answer_is_bounded_however_long_the_question() {
    let container = keep().start();
    container.wait_for("is reached");
    let ask = |name: &str, times| container.ask(&Request::new(Verb::Status, vec![name.to_owned(); times]));
    assert_eq!(ask("keep*", 500).units.len(), 1);
    assert_eq!(ask("keep.service", 2).units.len(), 2);
    let refused = ask("*", 10_000);
    assert_eq!((refused.error.as_deref(), refused.units.len()), (Some("more than 512 units at once"), 0));
    assert_eq!(container.stop().0, 0);
}

#[test]
fn a_kill_of_processes_that_there_is_no_word_for_kills_none() {
    let container = keep().start();
    container.wait_for("is reached");
    let said = container.exec(&format!("{SYSTEMCTL} kill --kill-whom=mian keep 2>&1; echo $?"));
    assert!(said.contains("mian") && said.ends_with("\n1\n"), "{said}");
    assert_eq!(container.status("keep.service").active_state, "active");
    assert_eq!(container.stop().0, 0);
}

#[test]
fn the_instance_of_a_template_comes_to_be_with_what_it_requires_and_only_for_who_may_start_it() {
    let mut asks = oneshot("$s is-active door@1; $s start door@2; echo denied $?; echo over");
    asks["Service"]["User"] = json!("nobody");
    let container = keep()
        .prelude(&format!(
            "mkdir -p $(dirname {SYSTEMCTL}) && touch {SYSTEMCTL} && mount --bind {} {SYSTEMCTL} || exit 98",
            env!("CARGO_BIN_EXE_nix-docker")
        ))
        .unwanted(
            "door@.service",
            json!({"Unit": {"Requires": "frame@%i.service", "After": "frame@%i.service"},
                "Service": {"ExecStart": daemon("say door-%i wait")}}),
        )
        .unwanted("frame@.service", json!({"Service": {"ExecStart": daemon("say frame-%i wait")}}))
        .with("asks.service", asks)
        .start();
    container.wait_for("]: over");
    assert!(lines_of(&container.log(), "asks").contains(&"denied 4"), "{}", container.log());
    let here = || container.exec(&format!("{SYSTEMCTL} list-units --all --plain --no-legend '*@*'"));
    assert_eq!(here(), "");
    assert_eq!(container.systemctl(Verb::Start, "door@3.service"), JobOutcome::Done);
    container.wait_for("frame-3").wait_for("door-3");
    assert_eq!(here().lines().count(), 2, "{}", here());
    let (code, log) = container.stop();
    assert_eq!(code, 0, "{log}");
}

#[test]
fn a_units_own_user_commands_that_unit_and_no_other() {
    let ask = "$s is-active keep; $s start own; echo start $?; $s is-active own; $s stop own; echo stop $?;
        $s stop keep; echo other $?; $s start none; echo none $?; $s kill -s TERM keep; echo kill $?;
        $s exit 7; echo exit $?; $s is-active keep; echo over";
    let mut asks = oneshot(&ask.replace('\n', " "));
    asks["Service"]["User"] = json!("nobody");
    asks["Unit"] = json!({"After": "keep.service"});
    // The program lies where only root may reach it.
    let reachable = format!(
        "mkdir -p $(dirname {SYSTEMCTL}) && touch {SYSTEMCTL} && mount --bind {} {SYSTEMCTL} || exit 98",
        env!("CARGO_BIN_EXE_nix-docker")
    );
    let lines = asked(
        keep()
            .prelude(&reachable)
            .unwanted("own.service", json!({"Service": {"User": "nobody", "ExecStart": daemon("wait")}}))
            .with("asks.service", asks),
    );
    let of_status =
        |word: &str| lines.iter().find_map(|line| line.strip_prefix(&format!("{word} "))).unwrap();
    assert_eq!((of_status("start"), of_status("stop")), ("0", "0"), "{lines:?}");
    for refused in ["other", "kill", "exit"] {
        assert_ne!(of_status(refused), "0", "{refused}: {lines:?}");
    }
    assert_eq!(lines.iter().filter(|line| *line == "active").count(), 3, "{lines:?}");
    assert!(lines.iter().any(|line| line.contains("only root and the unit's own user may")), "{lines:?}");
}

#[test]
fn what_is_masked_or_broken_is_there_and_says_so() {
    let container = Units::new()
        .with("keep.service", json!({"Service": {"ExecStart": daemon("wait")}}))
        .unwanted("masked.service", json!(null))
        .unwanted("bad.service", json!({"Service": {"Type": "simple"}}))
        .unwanted("torn.service", json!("/etc/units/torn.service: line 1: `[x` is no [Section]"))
        .start();
    container.wait_for("is reached");
    for (unit, state) in
        [("masked", "masked"), ("bad", "bad-setting"), ("torn", "error"), ("gone", "not-found")]
    {
        let load_state = container.status(&format!("{unit}.service")).load_state;
        assert_eq!(load_state, state, "{unit}");
    }
    assert_eq!(container.systemctl(Verb::Start, "masked.service"), JobOutcome::NotLoaded);
    assert_eq!(container.systemctl(Verb::Start, "gone.service"), JobOutcome::NotFound);
    assert_eq!(container.stop().0, 0);
}
