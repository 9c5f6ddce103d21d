mod at_the_start;

use super::*;
use serde_json::{Value, json};
use std::process::ExitCode;

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

fn file_of(units: &Value, tmpfiles: &Value, settings: &Value) -> UnitFile {
    let file = json!({ "version": 1, "settings": settings, "units": units, "tmpfiles": tmpfiles });
    UnitFile::parse_each(&file.to_string(), &Host::default()).unwrap()
}

#[test]
fn what_is_fine_has_nothing_to_say() {
    let report = examined(&json!({ "a.service": service(&json!({})) }), &json!({}), false).unwrap();
    assert_eq!((report.summary(), report.warnings.len()), (None, 0));
    assert!(report.units > 1);
}

#[test]
fn notes_make_one_line() {
    let noted = json!({ "Service": { "PrivateTmp": true, "ProtectHome": "yes", "Slice": "a.slice" } });
    let units = json!({ "a.service": service(&noted), "b.service": service(&json!({ "Service": { "PrivateTmp": true } })) });
    let report = examined(&units, &json!({}), false).unwrap();
    assert_eq!(report.summary().unwrap(), "has no effect in a container: Slice (a); hardening (a, b)");
}

#[test]
fn what_is_done_in_part_is_said_with_its_reason_and_not_again_at_the_start() {
    let units =
        json!({ "a.service": service(&json!({ "Service": { "StandardInput": "tty", "TTYReset": true } })) });
    let report = examined(&units, &json!({}), false).unwrap();
    assert_eq!(report.partly, ["a.service: StandardInput=tty: there is no terminal without `docker run -t`"]);
    assert_eq!(report.summary().unwrap(), "has no effect in a container: TTYReset (a)");
    let (said, _) = said_at_start(&file_of(&units, &json!([]), &json!({})), &[]);
    assert_eq!(said, report.summary());
}

#[test]
fn refusals_name_unit_directive_reason_and_remedy() {
    let units = json!({ "a.service": service(&json!({ "Service": { "RootDirectory": "/a", "Type": "dbus", "BusName": "a.b" } })) });
    let error = examined(&units, &json!({}), false).unwrap_err().to_string();
    assert_eq!(
        error,
        "these units ask for what can't be done in a container:\n  \
         a.service: RootDirectory: /a is another root than the container's: \
         docker.capabilities = [ \"SYS_ADMIN\" ] gives the container the right to mount \
         (docker run --cap-add SYS_ADMIN)\n  \
         a.service: Type=dbus: there is no message bus in the container (services.dbus.enable = true brings one)\n\
         leave that out of the configuration, or ignore it with docker.allowUnsupported = true (or -f)"
    );
    assert_eq!(examined(&units, &json!({}), true).unwrap().overridden.len(), 2);
}

#[test]
fn essential_units_must_exist_and_that_one_can_not_start_is_said() {
    let error = examined(&json!({}), &json!({ "essential": ["a.service"] }), false).unwrap_err().to_string();
    assert!(error.contains("a.service is essential (docker.essential) and not declared"), "{error}");
    let units = json!({ "a.service": service(&json!({ "Unit": { "Requires": "b.service" } })) });
    let report = examined(&units, &json!({}), false).unwrap();
    let lacking = "a.service will not start: Requires=b.service is not declared";
    assert_eq!(report.warnings, [lacking]);
    let report = examined(&units, &json!({ "essential": ["a.service"] }), false).unwrap();
    let ends = "the container will end at once: a.service is essential, and it requires b.service, which is not declared";
    assert_eq!(report.warnings, [lacking, ends]);
}

#[test]
fn unknown_units_in_after_and_wants_are_no_matter() {
    let units =
        json!({ "a.service": service(&json!({ "Unit": { "After": "b.service", "Wants": "c.service" } })) });
    assert_eq!(examined(&units, &json!({}), false).unwrap().warnings, [""; 0]);
}

#[test]
fn cycles_cost_what_is_only_wanted_and_are_refused_where_nothing_can_go() {
    let after = |other: &str| service(&json!({ "Unit": { "After": other } }));
    let units = json!({ "a.service": after("b.service"), "b.service": after("a.service") });
    let report = examined(&units, &json!({}), false).unwrap();
    assert_eq!(report.warnings.len(), 1);
    let warning = &report.warnings[0];
    assert!(warning.contains("will not start: ordering cycle"), "{warning}");
    assert!(
        warning.contains("each after the next: a.service → b.service → a.service; take out one of"),
        "{warning}"
    );
    let essential = json!({ "essential": ["a.service", "b.service"] });
    let error = examined(&units, &essential, false).unwrap_err().to_string();
    assert!(error.contains("is essential (docker.essential): ordering cycle"), "{error}");
    let required = json!({ "multi-user.target": { "Unit": { "Requires": "a.service b.service" } },
        "a.service": after("b.service"), "b.service": after("a.service") });
    assert!(matches!(examined(&required, &json!({}), false), Err(CheckError::Contradiction(_))));
}

#[test]
fn a_timer_may_come_after_a_service() {
    let timer = json!({ "Unit": { "After": "a.service" }, "Timer": { "OnBootSec": 1 }, "Install": { "WantedBy": "timers.target" } });
    let units =
        json!({ "a.service": service(&json!({})), "b.service": service(&json!({})), "b.timer": timer });
    assert_eq!(examined(&units, &json!({}), false).unwrap().warnings, [""; 0]);
}

#[test]
fn settings_for_what_is_not_there_and_nobody_wants_refuse_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("units.json");
    let units = |more: Value| {
        let units = json!({
            "stub.service": { "Service": { "OOMScoreAdjust": 350, "Type": "dbus" } },
            "fstrim.timer": { "Timer": { "Persistent": true } },
            "docker.socket": { "Socket": { "SocketMode": "0666" } },
            "docker.service": { "Service": { "LimitNOFILE": 1024 } },
            "logrotate.timer": { "Timer": { "OnCalendar": "daily" } },
            "logrotate.service": { "Service": { "Nice": 5 } },
            "a.service": more,
        });
        std::fs::write(&path, json!({ "version": 1, "units": units }).to_string()).unwrap();
        load(&path, &Host::default(), false)
    };
    let (file, report) = units(service(&json!({}))).unwrap();
    assert_eq!(
        report.stubs().unwrap(),
        "settings of units that are not there (nothing to run, nothing wants them): \
         docker.service, docker.socket, fstrim.timer, logrotate.service, stub.service"
    );
    let states: Vec<&str> = file.not_loaded.values().map(|reason| reason.as_str()).collect();
    assert_eq!(states, ["bad-setting"; 5]);
    let error = units(service(&json!({ "Unit": { "Wants": "stub.service" } }))).unwrap_err().to_string();
    assert!(error.contains("stub.service: ExecStart: there is nothing to run"), "{error}");
}

#[test]
fn a_mistake_refuses_where_it_is_ones_own_and_else_the_others_go_on() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("units.json");
    let timer =
        |line: &str| json!({ "Timer": { "OnCalendar": line }, "Install": { "WantedBy": "timers.target" } });
    let of = |own: &[&str], essential: &[&str]| {
        let units = json!({
            "a.service": service(&json!({})),
            "a.timer": timer("every tuesday"),
            "b.service": service(&json!({ "Service": { "WorkingDirectory": "relative" } })),
        });
        let settings = json!({ "essential": essential, "own": own });
        std::fs::write(&path, json!({ "version": 1, "units": units, "settings": settings }).to_string())
            .unwrap();
        load(&path, &Host::default(), false).map(|(_, report)| report)
    };
    let mistake = "`every tuesday` is no calendar time such as `Mon..Fri *-*-* 08:00`: \
                   `every tuesday` does not begin with a number, and without it there is no trigger: \
                   neither OnCalendar= nor any On…Sec=";
    let report = of(&["a.service"], &[]).unwrap();
    assert!(report.starts.iter().any(|unit| unit.as_str() == "a.service"), "{:?}", report.starts);
    assert!(
        report.warnings.contains(&format!(
            "a.timer is not loaded: OnCalendar: {mistake}; as under systemd, all else runs without it"
        )),
        "{:?}",
        report.warnings
    );
    let own = of(&["a.timer"], &[]).unwrap_err().to_string();
    let head = "these units have mistakes with which systemd would not run them either:\n  ";
    assert_eq!(own, format!("{head}a.timer: OnCalendar: {mistake}"));
    let essential = of(&[], &["b.service"]).unwrap_err().to_string();
    assert!(essential.starts_with(&format!("{head}b.service: WorkingDirectory: ")), "{essential}");
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
    let error = load(Path::new("/nowhere/units.json"), &Host::default(), false).unwrap_err().to_string();
    assert_eq!(error, "can't read /nowhere/units.json: No such file or directory (os error 2)");
}

#[test]
fn wrong_arguments_are_a_usage_error() {
    let code = |args: &[&str]| format!("{:?}", main(&args.iter().map(Into::into).collect::<Vec<_>>()));
    assert_eq!(code(&[]), format!("{:?}", ExitCode::from(2)));
    assert_eq!(code(&["a", "--what"]), format!("{:?}", ExitCode::from(2)));
    assert_eq!(code(&["a", "--allow-unsupported", "--zones"]), format!("{:?}", ExitCode::from(2)));
    assert_eq!(code(&["/nowhere"]), format!("{:?}", ExitCode::FAILURE));
}

#[test]
fn unknown_directives_are_warned_of_with_what_may_be_meant() {
    let units = json!({ "a.service": service(&json!({
        "Unit": { "Requries": "b.service", "Restart": "always" },
        "Service": { "ExecStartpre": "/bin/y", "Nonsense": 1, "X-Mine": 2 },
    })) });
    assert_eq!(
        examined(&units, &json!({}), false).unwrap().warnings,
        [
            "a.service: Requries: unknown in [Unit]; is Requires= meant?",
            "a.service: Restart: unknown in [Unit]; is [Service] Restart= meant?",
            "a.service: ExecStartpre: unknown in [Service]; is ExecStartPre= meant?",
            "a.service: Nonsense: unknown in [Service]",
        ]
    );
}

#[test]
fn what_is_wanted_by_nothing_that_is_there_is_said_with_the_nearest_name() {
    let wanted = |by: &str| {
        let units =
            json!({ "a.service": { "Service": { "ExecStart": "/bin/x" }, "Install": { "WantedBy": by } } });
        examined(&units, &json!({}), false).unwrap().warnings
    };
    assert_eq!(
        wanted("mutli-user.target"),
        ["a.service: WantedBy=mutli-user.target: there is no such unit (did you mean multi-user.target?), \
          so nothing starts a.service"]
    );
    assert_eq!(
        wanted("docker.service"),
        ["a.service: WantedBy=docker.service: there is no such unit, so nothing starts a.service"]
    );
    assert_eq!(wanted("docker.service multi-user.target"), [""; 0]);
}

#[test]
fn a_unit_whose_only_line_means_nothing_is_a_mistake_and_no_setting_for_another() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("units.json");
    let units = json!({ "a.timer": { "Timer": { "OnCalendar": "Mon..Xyz" } } });
    std::fs::write(&path, json!({ "version": 1, "units": units }).to_string()).unwrap();
    let error = load(&path, &Host::default(), false).unwrap_err().to_string();
    assert!(error.contains("a.timer: OnCalendar: `Mon..Xyz`"), "{error}");
}
