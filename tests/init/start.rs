//! Types of services, commands and their prefixes, order and requirements.

use nix_docker::testing::protocol::{JobOutcome, Verb};
use serde_json::json;

use crate::container::{Units, daemon, in_order, lines_of, start_unit_files};

#[test]
fn a_simple_service_is_up_when_it_is_forked() {
    let container = Units::new()
        .with("a.service", json!({"Service": {"ExecStart": daemon("sleep 300 say up wait")}}))
        .with(
            "b.service",
            json!({"Unit": {"After": ["a.service"]}, "Service": {"ExecStart": daemon("say after wait")}}),
        )
        .start();
    container.wait_for("up").wait_for("after");
    let status = container.status("a.service");
    assert_eq!((status.active_state.as_str(), status.sub_state.as_str()), ("active", "running"));
    let (code, log) = container.stop();
    assert_eq!(code, 0, "{log}");
    in_order(&log, &["after", "up"]);
}

#[test]
fn an_exec_service_fails_to_start_without_its_program() {
    let container = Units::new()
        .unwanted("a.service", json!({"Service": {"Type": "exec", "ExecStart": "/no/such/program"}}))
        .unwanted("b.service", json!({"Service": {"Type": "exec", "ExecStart": daemon("wait")}}))
        .with("keep.service", json!({"Service": {"ExecStart": daemon("say kept wait")}}))
        .start();
    container.wait_for("kept");
    assert_eq!(container.systemctl(Verb::Start, "a.service"), JobOutcome::Failed);
    container.wait_for("can't execute /no/such/program").wait_for("exited with status 203 (EXEC)");
    assert_eq!(container.status("a.service").exec_main_status, 203);
    assert_eq!(container.systemctl(Verb::Start, "b.service"), JobOutcome::Done);
    assert_eq!(container.stop().0, 0);
}

#[test]
fn a_bar_runs_a_command_through_the_users_shell() {
    let (code, log) = Units::new()
        .with(
            "a.service",
            json!({"Service": {"Type": "oneshot", "Environment": "WORD=a;echo",
                "ExecStart": ["|echo one $WORD two", "@|echo $$0"]}}),
        )
        .run();
    assert_eq!(code, 0, "{log}");
    assert_eq!(lines_of(&log, "a"), ["one a", "two", "-/bin/sh"], "{log}");
}

#[test]
fn a_oneshot_service_runs_its_commands_one_after_the_other() {
    let (code, log) = Units::new()
        .with(
            "a.service",
            json!({"Service": {
                "Type": "oneshot",
                "ExecStartPre": [daemon("say pre")],
                "ExecStart": [daemon("sleep 100 say first"), daemon("say second"), format!("-{}", daemon("exit 3")), daemon("say third")],
                "ExecStartPost": daemon("say post"),
                "ExecStop": daemon("say stop"),
                "ExecStopPost": "/bin/sh -c 'echo stop-post $$SERVICE_RESULT $$EXIT_CODE $$EXIT_STATUS'",
            }}),
        )
        .with("b.service", json!({"Unit": {"After": ["a.service"]}, "Service": {"Type": "oneshot", "ExecStart": daemon("say later")}}))
        .run();
    assert_eq!(code, 0, "{log}");
    let expected = ["pre", "first", "second", "third", "post", "stop", "stop-post success exited 0"];
    assert_eq!(lines_of(&log, "a"), expected, "{log}");
    in_order(&log, &["third", "later"]);
}

#[test]
fn remain_after_exit_keeps_a_oneshot_service_active() {
    let container = Units::new()
        .with("a.service", json!({"Service": {"Type": "oneshot", "RemainAfterExit": true, "ExecStart": daemon("say done"), "ExecStop": daemon("say undone")}}))
        .with("keep.service", json!({"Service": {"ExecStart": daemon("wait")}}))
        .start();
    let status = container.wait_for("done").wait_for_state("a.service", "active");
    assert_eq!(status.sub_state, "exited");
    let (code, log) = container.stop();
    assert_eq!(code, 0);
    assert!(log.contains("undone"), "{log}");
}

#[test]
fn a_forking_service_is_found_by_its_pid_file() {
    let start = "/bin/sh -c '(sleep 0.2; echo helper; sleep 1000) & (sleep 1000 & echo $$! > /run/a.pid; wait) & sleep 0.1; echo started'";
    let container = Units::new()
        .with("a.service", json!({"Service": {"Type": "forking", "PIDFile": "/run/a.pid", "ExecStart": start, "ExecStop": "/bin/sh -c 'echo stopping $$MAINPID; kill $$MAINPID'"}}))
        .with("b.service", json!({"Unit": {"After": ["a.service"]}, "Service": {"ExecStart": daemon("say after wait")}}))
        .start();
    container.wait_for("after");
    let status = container.status("a.service");
    let file = std::fs::read_to_string(container.path("/run/a.pid")).unwrap();
    assert_eq!(status.main_pid.to_string(), file.trim());
    assert!(status.processes.len() >= 3, "{status:?}");
    let (code, log) = container.stop();
    assert_eq!(code, 0);
    in_order(&log, &["started", "after", &format!("stopping {}", file.trim())]);
}

#[test]
fn a_forking_service_whose_pid_file_comes_late_is_waited_for() {
    let start = "/bin/sh -c '(sleep 0.5; sh -c \"echo \\$\\$ > /run/a.pid; exec sleep 1000\") & exit 0'";
    let container = Units::new()
        .with(
            "a.service",
            json!({"Service": {"Type": "forking", "PIDFile": "/run/a.pid", "ExecStart": start}}),
        )
        .start();
    let status = container.wait_for("is reached").wait_for_state("a.service", "running");
    assert!(status.main_pid > 1, "{status:?} {}", container.log());
    assert_eq!(container.stop().0, 0);
}

#[test]
fn a_forking_service_without_a_pid_file_has_its_main_process_guessed() {
    let container = Units::new()
        .with("a.service", json!({"Service": {"Type": "forking", "ExecStart": "/bin/sh -c 'sleep 1000 & exit 0'", "Restart": "on-failure"}}))
        .start();
    let status = container.wait_for("is reached").wait_for_state("a.service", "running");
    let own: Vec<_> = status.processes.iter().map(|process| process.pid).collect();
    assert_eq!(own, [status.main_pid]);
    // It is watched: its death is seen.
    container.exec(&format!("kill -9 {}", status.main_pid));
    container.wait_for("main process was killed by SIGKILL").wait_for_state("a.service", "running");
    assert_eq!(container.stop().0, 0);
}

#[test]
fn a_forking_service_that_fails_or_writes_no_pid_file_fails() {
    let container = Units::new()
        .unwanted("a.service", json!({"Service": {"Type": "forking", "ExecStart": daemon("exit 4")}}))
        .unwanted(
            "b.service",
            json!({"Service": {"Type": "forking", "PIDFile": "/run/b.pid", "ExecStart": "/bin/sh -c true"}}),
        )
        .with("keep.service", json!({"Service": {"ExecStart": daemon("say kept wait")}}))
        .start();
    container.wait_for("kept");
    assert_eq!(container.systemctl(Verb::Start, "a.service"), JobOutcome::Failed);
    assert_eq!(container.status("a.service").result, "exit-code");
    assert_eq!(container.systemctl(Verb::Start, "b.service"), JobOutcome::Failed);
    assert_eq!(container.status("b.service").result, "protocol");
    assert_eq!(container.stop().0, 0);
}

#[test]
fn conditions_skip_and_assertions_fail() {
    let container = Units::new()
        .with("a.service", json!({"Unit": {"ConditionPathExists": "/no/such/path"}, "Service": {"ExecStart": daemon("say never")}}))
        .with("b.service", json!({"Unit": {"Requires": ["a.service"], "After": ["a.service"]}, "Service": {"ExecStart": daemon("say goes-on wait")}}))
        .unwanted("c.service", json!({"Unit": {"AssertPathExists": "/no/such/path"}, "Service": {"ExecStart": daemon("say never")}}))
        .unwanted("d.service", json!({"Service": {"ExecCondition": daemon("exit 1"), "ExecStart": daemon("say never")}}))
        .unwanted("e.service", json!({"Service": {"ExecCondition": daemon("exit 255"), "ExecStart": daemon("say never")}}))
        .start();
    container.wait_for("goes-on");
    assert_eq!(container.status("a.service").active_state, "inactive");
    assert_eq!(container.systemctl(Verb::Start, "c.service"), JobOutcome::Failed);
    assert_eq!(container.systemctl(Verb::Start, "d.service"), JobOutcome::Done);
    assert_eq!(container.status("d.service").result, "exec-condition");
    assert_eq!(container.systemctl(Verb::Start, "e.service"), JobOutcome::Failed);
    let (code, log) = container.stop();
    assert_eq!(code, 0);
    assert!(!log.contains("never"), "{log}");
}

#[test]
fn a_failed_requirement_keeps_its_dependants_down_and_a_failed_wish_does_not() {
    let container = Units::new()
        .with("a.service", json!({"Service": {"Type": "oneshot", "ExecStart": daemon("exit 1")}}))
        .with("b.service", json!({"Unit": {"Requires": ["a.service"], "After": ["a.service"]}, "Service": {"ExecStart": daemon("say never")}}))
        .with("c.service", json!({"Unit": {"Wants": ["a.service", "unknown.service"], "After": ["a.service", "unknown.service"]}, "Service": {"ExecStart": daemon("say goes-on wait")}}))
        .with("d.service", json!({"Unit": {"Requires": ["missing.service"]}, "Service": {"ExecStart": daemon("say never")}}))
        .start();
    container.wait_for("goes-on").wait_for("b.service: not started: a.service did not come up");
    container.wait_for("missing.service");
    let (code, log) = container.stop();
    assert_eq!(code, 0);
    assert!(!log.contains("never"), "{log}");
}

#[test]
fn an_ordering_cycle_is_printed() {
    let container = Units::new()
        .with(
            "a.service",
            json!({"Unit": {"After": ["b.service"]}, "Service": {"ExecStart": daemon("say a wait")}}),
        )
        .with(
            "b.service",
            json!({"Unit": {"After": ["a.service"]}, "Service": {"ExecStart": daemon("say b wait")}}),
        )
        .with("c.service", json!({"Service": {"ExecStart": daemon("say fine wait")}}))
        .start();
    container.wait_for("fine").wait_for("cycle");
    assert_eq!(container.stop().0, 0);
}

#[test]
fn units_stop_in_reverse_order() {
    let stops = |name: &str, after: &[&str]| json!({"Unit": {"After": after}, "Service": {"ExecStart": daemon("wait"), "ExecStop": daemon(&format!("sleep 50 say stop-{name}"))}});
    let container = Units::new()
        .with("a.service", stops("a", &[]))
        .with("b.service", stops("b", &["a.service"]))
        .with("c.service", stops("c", &["b.service"]))
        .start();
    container.wait_for("is reached");
    let (code, log) = container.stop();
    assert_eq!(code, 0);
    in_order(&log, &["stop-c", "stop-b", "stop-a"]);
}

#[test]
fn a_variable_without_a_value_is_no_word_and_words_are_split_as_systemd_does() {
    let show = |text: &str| format!("/bin/sh -c 'echo \"$$#:\" \"$$@\"' sh {text}");
    let (code, log) = Units::new()
        .with(
            "a.service",
            json!({"Service": {"Type": "oneshot", "Environment": ["\"TWO=x y\""], "ExecStart": [
            show("$UNSET $TWO"), show("${UNSET} ${TWO}"), show("\"a b\" 'c d' e\\x20f $$TWO %n"),
            ":/bin/echo $TWO", "@/bin/sh other -c 'echo $$0'"]}}),
        )
        .run();
    assert_eq!(code, 0, "{log}");
    let expected = ["2: x y", "2:  x y", "5: a b c d e f $TWO a.service", "$TWO", "other"];
    assert_eq!(lines_of(&log, "a"), expected, "{log}");
}

#[test]
fn two_hundred_units_in_a_chain_start() {
    let mut units = Units::new();
    for number in 0..200 {
        let after = format!("u{}.service", number - 1);
        let unit =
            json!({"After": [after], "Requires": if number > 0 { vec![after.clone()] } else { vec![] }});
        units = units.with(
            &format!("u{number}.service"),
            json!({"Unit": unit, "Service": {"ExecStart": "/bin/sleep 1000"}}),
        );
    }
    let container = units.start();
    container.wait_for("is reached");
    assert!(container.log().contains("200 services run"), "{}", container.log());
    assert_eq!(container.stop().0, 0);
}

#[test]
fn a_directory_of_unit_files_is_run() {
    let container = start_unit_files(&[
        ("hello@.service", "# a comment\n[Service]\nType=oneshot\nExecStart=/bin/echo hello \\\n  %i\n"),
        (
            "main.service",
            "[Unit]\nWants=hello@world.service\nAfter=hello@world.service\n[Service]\nExecStart=/bin/false\n\
             [Install]\nWantedBy=multi-user.target\n",
        ),
    ]);
    let (code, log) = container.finish();
    in_order(&log, &["hello world", "main process exited"]);
    assert_eq!(code, 1, "a service that is wanted is essential: {log}");
}
