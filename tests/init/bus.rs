//! `Type=dbus` with a real dbus-daemon.

use nix_docker::testing::{
    needs,
    protocol::{JobOutcome, Verb},
};
use serde_json::{Value, json};

use crate::container::{Units, daemon, in_order};

/// The bus, as Debian has it but for its policy, under which everybody may do everything, and its service files.
fn bus(more: &str) -> Option<Units> {
    if !needs::has_programs(&["dbus-daemon"]) {
        return None;
    }
    let policy = "<busconfig><type>system</type><auth>EXTERNAL</auth><listen>unix:path=/run/dbus/system_bus_socket</listen><servicedir>/run/services</servicedir>\
         <policy context=\"default\"><allow user=\"*\"/><allow own=\"*\"/><allow send_destination=\"*\"/>\
         <allow receive_sender=\"*\"/></policy></busconfig>";
    let prelude = format!("mkdir /run/services\ncat > /run/bus.conf << 'END'\n{policy}\nEND\n{more}");
    let service = json!({"Unit": {"Requires": "dbus.socket"}, "Service": {
        "Type": "notify",
        "ExecStart": "dbus-daemon --config-file=/run/bus.conf --address=systemd: --nofork --nopidfile --systemd-activation",
    }});
    let socket = json!({"Socket": {"ListenStream": "/run/dbus/system_bus_socket"}});
    Some(Units::new().prelude(&prelude).unwanted("dbus.service", service).with("dbus.socket", socket))
}

fn named(steps: &str) -> Value {
    json!({"Service": {"Type": "dbus", "BusName": "org.example.Shop", "ExecStart": daemon(steps), "TimeoutStartSec": "20s"}})
}

#[test]
fn a_dependant_starts_when_the_name_has_an_owner_and_without_it_the_service_is_down() {
    let Some(units) = bus("") else { return };
    let container = units
        .with(
            "a.service",
            named("sleep 500 say owning own org.example.Shop sleep 1500 say leaving disown sleep 100000"),
        )
        .with(
            "b.service",
            json!({"Unit": {"After": ["a.service"]}, "Service": {"ExecStart": daemon("say after wait")}}),
        )
        .start();
    container.wait_for("after").wait_for_state("a.service", "running");
    container.wait_for("leaving").wait_for_state("a.service", "inactive");
    assert_eq!(container.status("a.service").result, "success");
    let (code, log) = container.stop();
    assert_eq!(code, 0);
    in_order(&log, &["owning", "after", "leaving"]);
}

#[test]
fn a_service_that_ends_well_without_its_name_is_down_and_has_not_failed() {
    let Some(units) = bus("") else { return };
    let container = units
        .with("keep.service", json!({"Service": {"ExecStart": daemon("say kept wait")}}))
        .unwanted("a.service", named("own org.example.Other exit 0"))
        .start();
    container.wait_for("kept");
    // As to systemd: only a unit that has failed fails its start.
    assert_eq!(container.systemctl(Verb::Start, "a.service"), JobOutcome::Done);
    assert_eq!(container.wait_for_state("a.service", "inactive").result, "success");
    assert_eq!(container.stop().0, 0);
}

#[test]
fn the_bus_may_restart() {
    let Some(units) = bus("") else { return };
    let container = units.with("a.service", named("own org.example.Shop say first wait")).start();
    container.wait_for("first").wait_for_state("a.service", "running");
    assert_eq!(container.systemctl(Verb::Restart, "dbus.service"), JobOutcome::Done);
    // Nobody on the new bus has the name.
    container.wait_for_state("a.service", "inactive");
    assert_eq!(container.systemctl(Verb::Start, "a.service"), JobOutcome::Done);
    assert_eq!(container.stop().0, 0);
}

#[test]
fn a_call_starts_the_unit_that_provides_the_name() {
    let service = |name: &str, unit: &str| {
        format!(
            "printf '[D-BUS Service]\\nName={name}\\nExec=/bin/false\\nSystemdService={unit}\\n' > /run/services/{name}.service\n"
        )
    };
    let files = service("org.example.Shop", "dbus-org.example.Shop.service")
        + &service("org.example.Broken", "broken.service")
        + &service("org.example.Missing", "missing.service");
    let Some(units) = bus(&files) else { return };
    let mut shop = named("say opening own org.example.Shop answer");
    shop["Install"] = json!({"Alias": "dbus-org.example.Shop.service"});
    let calls = ["Shop", "Broken", "Missing"].map(|name| format!("ping org.example.{name}")).join(" ");
    let container = units
        .unwanted("shop.service", shop)
        .unwanted("broken.service", json!({"Service": {"Type": "oneshot", "ExecStart": daemon("exit 3")}}))
        .with("a.service", json!({"Service": {"ExecStart": daemon(&format!("{calls} say done wait"))}}))
        .start();
    container.wait_for("done");
    let (code, log) = container.stop();
    assert_eq!(code, 0);
    in_order(
        &log,
        &[
            "opening",
            "answer from org.example.Shop",
            "error from org.example.Broken: org.freedesktop.systemd1.LoadFailed broken.service did not come up",
            "error from org.example.Missing: org.freedesktop.systemd1.LoadFailed Unit missing.service not found.",
        ],
    );
}
