use super::*;
use serde_json::{Value, json};

fn examined(units: &Value, settings: &Value, allow: bool) -> Result<Report, CheckError> {
    let file = json!({ "version": 1, "settings": settings, "units": units });
    examine(&UnitFile::parse(&file.to_string(), &Host::default()).unwrap(), allow)
}

fn service(unit: &Value) -> Value {
    let mut unit = unit.clone();
    unit["Service"]["ExecStart"] = "/bin/x".into();
    unit["Install"] = json!({ "WantedBy": "multi-user.target" });
    unit
}

#[test]
fn what_is_fine_has_nothing_to_say() {
    let report = examined(&json!({ "a.service": service(&json!({})) }), &json!({}), false).unwrap();
    assert_eq!((report.summary(), report.warnings.len()), (None, 0));
    assert!(report.units > 1);
}

#[test]
fn notes_make_one_line() {
    let noted = json!({ "Service": { "PrivateTmp": true, "ProtectHome": "yes" } });
    let units = json!({ "a.service": service(&noted), "b.service": service(&json!({ "Service": { "PrivateTmp": true } })) });
    let report = examined(&units, &json!({}), false).unwrap();
    assert_eq!(
        report.summary().unwrap(),
        "ignored, as the container does it or can't: PrivateTmp (a, b), ProtectHome (a)"
    );
}

#[test]
fn refusals_name_unit_directive_reason_and_remedy() {
    let units =
        json!({ "a.service": service(&json!({ "Service": { "PrivateNetwork": true, "Type": "dbus" } })) });
    let error = examined(&units, &json!({}), false).unwrap_err().to_string();
    assert_eq!(
        error,
        "these units ask for what can't be done in a container:\n  \
         a.service: PrivateNetwork: a service can't have a network of its own; the container's is shared\n  \
         a.service: Type=dbus: there is no message bus in the container\n\
         leave that out of the configuration, or ignore it with docker.allowUnsupported = true (or -f)"
    );
    assert_eq!(examined(&units, &json!({}), true).unwrap().overridden.len(), 2);
}

#[test]
fn essential_units_must_exist_and_be_able_to_start() {
    let error = examined(&json!({}), &json!({ "essential": ["a.service"] }), false).unwrap_err().to_string();
    assert!(error.contains("a.service is essential (docker.essential) and not declared"), "{error}");
    let units = json!({ "a.service": service(&json!({ "Unit": { "Requires": "b.service" } })) });
    let error = examined(&units, &json!({ "essential": ["a.service"] }), false).unwrap_err().to_string();
    assert!(error.contains("it requires b.service, which is not declared"), "{error}");
    let report = examined(&units, &json!({}), false).unwrap();
    assert_eq!(report.warnings, ["a.service will not start: Requires=b.service is not declared"]);
}

#[test]
fn unknown_units_in_after_and_wants_are_no_matter() {
    let units =
        json!({ "a.service": service(&json!({ "Unit": { "After": "b.service", "Wants": "c.service" } })) });
    assert_eq!(examined(&units, &json!({}), false).unwrap().warnings, [""; 0]);
}

#[test]
fn cycles_are_printed() {
    let units = json!({
        "a.service": service(&json!({ "Unit": { "After": "b.service" } })),
        "b.service": service(&json!({ "Unit": { "After": "a.service" } })),
    });
    let error = examined(&units, &json!({}), false).unwrap_err().to_string();
    assert!(
        error.contains("each after the next: a.service → b.service → a.service; take out one of"),
        "{error}"
    );
    let warnings = examined(&units, &json!({}), true).unwrap().warnings;
    assert!(warnings[0].contains("will not start: ordering cycle"), "{warnings:?}");
}

#[test]
fn the_default_target_must_exist() {
    let error =
        examined(&json!({}), &json!({ "defaultTarget": "mine.target" }), false).unwrap_err().to_string();
    assert!(error.contains("the default target mine.target is not declared"), "{error}");
}

#[test]
fn timers_and_sockets_without_their_unit_are_warned_of() {
    let units = json!({ "a.timer": { "Timer": { "OnBootSec": 1 } }, "b.socket": { "Socket": { "ListenStream": "/b" } } });
    let warnings = examined(&units, &json!({}), false).unwrap().warnings;
    assert_eq!(
        warnings,
        [
            "a.timer starts a.service, which is not declared",
            "b.socket starts b.service, which is not declared"
        ]
    );
}

#[test]
fn files_that_cant_be_read_are_named() {
    let error = check_units(Path::new("/nowhere/units.json"), false).unwrap_err().to_string();
    assert_eq!(error, "can't read /nowhere/units.json: No such file or directory (os error 2)");
}

#[test]
fn wrong_arguments_are_a_usage_error() {
    let code = |args: &[&str]| format!("{:?}", main(&args.iter().map(Into::into).collect::<Vec<_>>()));
    assert_eq!(code(&[]), format!("{:?}", ExitCode::from(2)));
    assert_eq!(code(&["a", "--what"]), format!("{:?}", ExitCode::from(2)));
    assert_eq!(code(&["/nowhere"]), format!("{:?}", ExitCode::FAILURE));
}
