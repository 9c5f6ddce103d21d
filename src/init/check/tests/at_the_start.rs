//! What becomes of units, rules and time zones when the container starts.

use super::*;
use crate::init::fitness::take_out_unfit;

#[test]
fn of_rules_that_cant_be_understood_is_warned_and_the_others_are_done() {
    let file = file_of(&json!({}), &json!(["d /a 0755", "k /b", "y /c - - - -"]), &json!({}));
    let without = "; as under systemd, the other rules are done without it";
    assert_eq!(
        examine(&file, false).unwrap().warnings,
        [
            format!("tmpfiles rule `k /b`: the type `k` needs an argument{without}"),
            format!("tmpfiles rule `y /c - - - -`: there is no type `y`{without}"),
        ]
    );
}

#[test]
fn rules_are_noted_with_the_units() {
    let noted = service(&json!({ "Service": { "PrivateTmp": true } }));
    let units = json!({ "a.service": noted, "b.service": noted, "c.service": noted, "d.service": noted });
    let rules = json!(["d /a - - - 10d", "e /b - - - 1w", "a /c - - - - u:x:r"]);
    assert_eq!(
        examine(&file_of(&units, &rules, &json!({})), false).unwrap().summary().unwrap(),
        "has no effect in a container: hardening (4 units); tmpfiles' age (/a, /b); tmpfiles' a, k (/c)"
    );
}

#[test]
fn at_boot_units_that_cant_be_run_are_as_if_they_were_not_declared() {
    let units = json!({
        "refused.service": service(&json!({ "Service": { "Type": "dbus", "BusName": "a.b" } })),
        "wrong.service": service(&json!({ "Service": { "User": "a:b" } })),
        "in.swap": { "Swap": { "What": "/x" } },
        "fine.service": service(&json!({ "Unit": { "Wants": "refused.service" } })),
    });
    let loaded = |file: &UnitFile| -> Vec<String> {
        let services = file.units.keys().filter(|name| name.as_str().ends_with(".service"));
        services.map(ToString::to_string).collect()
    };
    let mut file = file_of(&units, &json!([]), &json!({}));
    let lines = take_out_unfit(&mut file);
    assert_eq!(loaded(&file), ["fine.service"]);
    assert_eq!(lines.len(), 3, "{lines:?}");
    let reason = "refused.service is not loaded: Type=dbus: there is no message bus in the container";
    assert!(lines[1].starts_with(reason), "{lines:?}");
    assert_eq!(file.findings, []);
    let mut file = file_of(&units, &json!([]), &json!({ "allowUnsupported": true }));
    assert_eq!(take_out_unfit(&mut file).len(), 1);
    assert_eq!(loaded(&file), ["fine.service", "refused.service"]);
    assert_eq!(
        said_at_start(&file, &[]).1,
        ["is not supported and ignored, as allowed: the unit (in); Type (refused)"]
    );
}

#[test]
fn an_instance_that_asks_for_too_much_is_not_made() {
    let units = json!({ "a@.service": { "Service": { "ExecStart": "/bin/x", "RootDirectory": "/a" } } });
    let mut file = file_of(&units, &json!([]), &json!({}));
    let name: UnitName = "a@x.service".parse().unwrap();
    let error = file.instantiate(&name).unwrap_err().to_string();
    assert!(error.starts_with("a@x.service: RootDirectory: /a is another root"), "{error}");
    assert!(!file.units.contains_key(&name));
    let mut file = file_of(&units, &json!([]), &json!({ "allowUnsupported": true }));
    assert!(file.instantiate(&name).unwrap().is_some());
}

#[test]
fn zones_that_nobody_knows_are_refused_at_the_build_and_left_out_at_the_start() {
    let timer = |lines: Value| json!({ "Timer": { "OnCalendar": lines } });
    let units = json!({
        "a.service": service(&json!({})), "b.service": service(&json!({})),
        "a.timer": timer(json!("daily Europe/Nowhere")),
        "b.timer": timer(json!(["12:00 Europe/Nowhere", "13:00 UTC", "14:00"])),
    });
    let mut file = file_of(&units, &json!([]), &json!({}));
    let unknown = zones::unknown(&file, |zone| zone != "Europe/Nowhere");
    assert_eq!(unknown.iter().map(|(name, _)| name.to_string()).collect::<Vec<_>>(), ["a.timer", "b.timer"]);
    assert_eq!(zones::unknown(&file, |_| true), []);
    let lines = zones::take_out_unknown(&mut file, |_| false);
    assert!(
        lines[0].starts_with("a.timer: OnCalendar: there is no time zone `Europe/Nowhere` here"),
        "{lines:?}"
    );
    let Kind::Timer(timer) = &file.units["b.timer"].kind else { panic!() };
    assert_eq!((timer.triggers.len(), file.units.contains_key("a.timer")), (2, false));

    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("units.json");
    std::fs::write(&path, json!({ "version": 1, "units": units }).to_string()).unwrap();
    let code = |more: &[&str]| {
        let zones = format!("--zones={}", directory.path().display());
        let args = [path.to_str().unwrap(), &zones].into_iter().chain(more.iter().copied());
        format!("{:?}", main(&args.map(Into::into).collect::<Vec<_>>()))
    };
    assert_eq!(code(&[]), format!("{:?}", ExitCode::FAILURE));
    assert_eq!(code(&["--allow-unsupported"]), format!("{:?}", ExitCode::SUCCESS));
}
