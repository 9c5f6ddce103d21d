//! How the container ends.

use nix::sys::signal::Signal;
use nix_docker::testing::protocol::{Request, Verb};
use serde_json::json;

use crate::container::{Units, daemon, in_order};

#[test]
fn an_essential_service_that_fails_ends_the_container_with_its_status() {
    let (code, log) = Units::new()
        .essential("a.service")
        .with("a.service", json!({"Service": {"ExecStart": daemon("sleep 200 exit 42")}}))
        .with(
            "b.service",
            json!({"Service": {"ExecStart": daemon("wait"), "ExecStop": daemon("say orderly")}}),
        )
        .run();
    assert_eq!(code, 42, "{log}");
    in_order(&log, &["a.service is essential and has failed", "orderly"]);
}

#[test]
fn a_signal_is_128_and_its_number() {
    let (code, log) = Units::new()
        .essential("a.service")
        .with("a.service", json!({"Service": {"ExecStart": daemon("sleep 100 raise SIGABRT")}}))
        .run();
    assert_eq!(code, 134, "{log}");
}

#[test]
fn an_essential_service_that_is_restarted_has_not_failed_for_good() {
    let (code, log) = Units::new()
        .essential("a.service")
        .with("a.service", json!({"Unit": {"StartLimitBurst": 3, "StartLimitIntervalSec": 1000},
            "Service": {"Restart": "on-failure", "RestartSec": "10ms", "ExecStart": daemon("say try exit 5")}}))
        .with("b.service", json!({"Service": {"ExecStart": daemon("wait")}}))
        .run();
    assert_eq!(code, 5, "{log}");
    assert_eq!(log.matches("]: try").count(), 3, "{log}");
}

#[test]
fn an_essential_service_whose_preparation_fails_ends_the_container() {
    let (code, log) = Units::new()
        .essential("a.service")
        .with(
            "a.service",
            json!({"Service": {"ExecStartPre": daemon("exit 9"), "ExecStart": daemon("wait")}}),
        )
        .run();
    assert_eq!(code, 9, "{log}");
    let (code, log) = Units::new()
        .essential("a.service")
        .with("a.service", json!({"Unit": {"Requires": ["b.service"], "After": ["b.service"]}, "Service": {"ExecStart": daemon("wait")}}))
        .with("b.service", json!({"Service": {"Type": "oneshot", "ExecStart": daemon("exit 3")}}))
        .run();
    assert_eq!(code, 1, "{log}");
}

#[test]
fn a_container_ends_when_its_work_is_done() {
    let (code, log) = Units::new()
        .with("a.service", json!({"Service": {"Type": "oneshot", "ExecStart": daemon("say one")}}))
        .with("b.service", json!({"Service": {"Type": "oneshot", "RemainAfterExit": true, "ExecStart": daemon("sleep 200 say two"), "ExecStop": daemon("say bye")}}))
        .run();
    assert_eq!(code, 0, "{log}");
    // Between a unit's lines and the init's own no order is promised.
    in_order(&log, &["two", "bye"]);
    in_order(&log, &["no service is left", "bye"]);
    let (code, log) = Units::new().run();
    assert_eq!(code, 0, "{log}");
}

#[test]
fn a_second_signal_ends_it_at_once() {
    let container = Units::new()
        .with("a.service", json!({"Service": {"ExecStart": daemon("ignore SIGTERM say deaf wait")}}))
        .start();
    container.wait_for("deaf").signal(Signal::SIGTERM).wait_for("told to end").signal(Signal::SIGINT);
    let (code, log) = container.finish();
    assert_eq!(code, 130, "{log}");
}

#[test]
fn a_signal_that_comes_before_the_first_unit_is_not_lost() {
    let mut units = Units::new().with("a.service", json!({"Service": {"ExecStart": daemon("wait")}}));
    for number in 0..3000 {
        units = units.tmpfiles(&format!("d /run/d{number:04}/in 0755 - - -"));
    }
    let container = units.start();
    let first = container.path("/run/d0000");
    while !first.exists() {
        assert_eq!(container.log(), "");
    }
    let (code, log) = container.stop();
    assert_eq!(code, 0, "{log}");
}

#[test]
fn a_stop_has_one_deadline() {
    let container = Units::new()
        .setting("stopTimeoutSec", json!(2))
        .with("a.service", json!({"Service": {"ExecStart": daemon("wait"), "ExecStop": daemon("say a-stops")}}))
        .with("b.service", json!({"Unit": {"After": ["a.service"]}, "Service": {"ExecStart": daemon("ignore SIGTERM say deaf wait")}}))
        .start();
    let begun = std::time::Instant::now();
    container.wait_for("deaf");
    let (code, log) = container.stop();
    // The deaf one is killed early enough for the other to be stopped in order.
    assert!(
        log.contains("it is killed") && log.contains("docker.stopTimeout") && log.contains("a-stops"),
        "{log}"
    );
    assert!(!log.contains("left behind"), "{log}");
    assert_eq!(code, 0, "{log}");
    assert!(begun.elapsed().as_secs() < 30);
}

#[test]
fn systemctl_can_end_the_container_with_a_status() {
    let container =
        Units::new().with("a.service", json!({"Service": {"ExecStart": daemon("say up wait")}})).start();
    container.wait_for("up");
    let mut request = Request::new(Verb::Exit, Vec::new());
    request.exit_code = Some(17);
    container.ask(&request);
    assert_eq!(container.finish().0, 17);
}

#[test]
fn success_and_failure_actions_end_the_container() {
    let (code, log) = Units::new()
        .with("a.service", json!({"Unit": {"SuccessAction": "exit", "SuccessActionExitStatus": 23}, "Service": {"ExecStart": daemon("sleep 100 exit 0")}}))
        .with("b.service", json!({"Service": {"ExecStart": daemon("wait")}}))
        .run();
    assert_eq!(code, 23, "{log}");
    let (code, log) = Units::new()
        .with(
            "a.service",
            json!({"Unit": {"FailureAction": "exit"}, "Service": {"ExecStart": daemon("sleep 100 exit 4")}}),
        )
        .with("b.service", json!({"Service": {"ExecStart": daemon("wait")}}))
        .run();
    assert_eq!(code, 4, "{log}");
}

#[test]
fn sighup_reloads_what_can_be_reloaded() {
    let reloads = |name: &str| json!({"Service": {"ExecStart": daemon("wait"), "ExecReload": daemon(&format!("say {name}-reloads"))}});
    let container = Units::new()
        .with("a.service", reloads("a"))
        .with("b.service", reloads("b"))
        .with("plain.service", json!({"Service": {"ExecStart": daemon("wait")}}))
        .unwanted("down.service", reloads("down"))
        .start();
    container.wait_for("is reached").signal(Signal::SIGHUP);
    container.wait_for("told to reload: a.service, b.service\n").wait_for("a-reloads").wait_for("b-reloads");
    assert_eq!(container.status("plain.service").active_state, "active");
    let (code, log) = container.stop();
    assert_eq!(code, 0);
    assert!(!log.contains("down-reloads"), "{log}");
}

#[test]
fn the_signals_that_engines_stop_with_end_it_in_order() {
    // Docker sends the one of STOPSIGNAL; for images with systemd that is SIGRTMIN+3.
    for signal in ["TERM", "INT", "37"] {
        let stops = |name: &str| {
            json!({"Unit": {"After": if name == "b" { "a.service" } else { "" }},
            "Service": {"ExecStart": daemon("wait"), "ExecStop": daemon(&format!("say {name}-stops"))}})
        };
        let container = Units::new().with("a.service", stops("a")).with("b.service", stops("b")).start();
        container.wait_for("is reached");
        let kill = ["-s", signal, &container.init().to_string()].map(str::to_owned);
        assert!(std::process::Command::new("/bin/kill").args(kill).status().unwrap().success());
        let (code, log) = container.finish();
        assert_eq!(code, 0, "SIG{signal}: {log}");
        in_order(&log, &["told to end", "b-stops"]);
        in_order(&log, &["b-stops", "a-stops"]);
    }
}

#[test]
fn sigusr1_shows_the_state() {
    let container =
        Units::new().with("a.service", json!({"Service": {"ExecStart": daemon("say up wait")}})).start();
    container.wait_for("up").signal(Signal::SIGUSR1).wait_for("a.service active (running), main process");
    assert_eq!(container.stop().0, 0);
}

#[test]
fn bad_input_is_refused_with_a_clear_line() {
    use std::process::Command;
    let run = |text: &str| {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("units.json");
        std::fs::write(&file, text).unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_nix-docker")).arg("init").arg(&file).output().unwrap();
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let (code, said) = run("{");
    assert!(code == Some(1) && said.contains("units.json"), "{said}");
    let (code, said) = run(r#"{"version": 99, "settings": {}, "units": {}}"#);
    assert!(code == Some(1) && said.contains("version 99"), "{said}");
    let output =
        Command::new(env!("CARGO_BIN_EXE_nix-docker")).args(["init", "/no/such/file"]).output().unwrap();
    assert!(String::from_utf8_lossy(&output.stderr).contains("/no/such/file"));
}
