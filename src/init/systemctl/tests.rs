//! Verbs against a PID 1 that is a closure.

use std::cell::RefCell;
use std::io;

use super::super::control::{JobOutcome, JobReply, ProcessStatus};
use super::*;

struct FakeClient {
    reply: Reply,
    asked: RefCell<Vec<Request>>,
}

impl Client for FakeClient {
    fn ask(&self, request: &Request) -> io::Result<Reply> {
        self.asked.borrow_mut().push(request.clone());
        Ok(self.reply.clone())
    }
}

/// Runs a command line; returns status, stdout, stderr and what PID 1 was asked.
fn ran(line: &str, reply: Reply) -> (u8, String, String, Vec<Request>) {
    let client = FakeClient { reply, asked: RefCell::default() };
    let arguments: Vec<String> = line.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect();
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let status = run(&arguments, &client, &mut out, &mut err, false);
    (status, String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap(), client.asked.into_inner())
}

fn unit(name: &str, active: &str, sub: &str) -> UnitStatus {
    UnitStatus {
        name: name.into(),
        description: format!("The {name}"),
        load_state: "loaded".into(),
        active_state: active.into(),
        sub_state: sub.into(),
        unit_file_state: "enabled".into(),
        kind: "simple".into(),
        ..UnitStatus::default()
    }
}

fn missing(name: &str) -> UnitStatus {
    UnitStatus { load_state: "not-found".into(), ..unit(name, "inactive", "dead") }
}

fn states(units: Vec<UnitStatus>) -> Reply {
    Reply { units, system_state: "running".into(), ..Reply::default() }
}

fn job(unit: &str, result: JobOutcome, message: &str) -> Reply {
    let job = JobReply { unit: unit.into(), result, message: message.into() };
    Reply { jobs: vec![job], ..Reply::default() }
}

#[test]
fn is_active_prints_the_state_and_tells_it_by_its_status() {
    let is_active = |units: Vec<UnitStatus>| {
        let (status, out, ..) = ran("is-active postgresql", states(units));
        (status, out)
    };
    assert_eq!(is_active(vec![unit("postgresql.service", "active", "running")]), (0, "active\n".into()));
    assert_eq!(is_active(vec![unit("postgresql.service", "reloading", "reload")]), (0, "reloading\n".into()));
    assert_eq!(
        is_active(vec![unit("postgresql.service", "activating", "start")]),
        (3, "activating\n".into())
    );
    assert_eq!(is_active(vec![unit("postgresql.service", "failed", "failed")]), (3, "failed\n".into()));
    assert_eq!(is_active(vec![missing("postgresql.service")]), (4, "inactive\n".into()));
    assert_eq!(
        is_active(vec![missing("x.service"), unit("y.service", "active", "running")]),
        (0, "inactive\nactive\n".into())
    );
    let (status, out, _, asked) =
        ran("--quiet is-active a.target b", states(vec![unit("a.target", "active", "")]));
    assert_eq!((status, out.as_str()), (0, ""));
    assert_eq!(asked[0].units, ["a.target", "b.service"]);
}

#[test]
fn is_failed_and_is_enabled_have_statuses_of_their_own() {
    let failed = states(vec![unit("a.service", "failed", "failed")]);
    assert_eq!(ran("is-failed a", failed.clone()).0, 0);
    assert_eq!(ran("is-failed a", states(vec![unit("a.service", "active", "running")])).0, 1);
    assert_eq!(ran("is-failed", failed).0, 1, "the system as a whole is running");
    let (status, out, ..) = ran("is-enabled a", states(vec![unit("a.service", "inactive", "dead")]));
    assert_eq!((status, out.as_str()), (0, "enabled\n"));
    let (status, out, ..) = ran("is-enabled a", states(vec![missing("a.service")]));
    assert_eq!((status, out.as_str()), (4, "not-found\n"));
}

#[test]
fn is_system_running_says_how_the_container_is() {
    assert_eq!(ran("is-system-running", states(Vec::new())).0, 0);
    let degraded = Reply { system_state: "degraded".into(), ..Reply::default() };
    let (status, out, ..) = ran("is-system-running", degraded);
    assert_eq!((status, out.as_str()), (1, "degraded\n"));
}

#[test]
fn verbs_ask_for_jobs_and_tell_how_they_end() {
    let (status, out, err, asked) =
        ran("restart --no-block nginx x.target", job("nginx.service", JobOutcome::Queued, ""));
    assert_eq!((status, out.as_str(), err.as_str()), (0, "", ""));
    let mut expected = Request::new(Verb::Restart, vec!["nginx.service".into(), "x.target".into()]);
    expected.no_block = true;
    assert_eq!(asked, [expected]);
    for (line, outcome, message, status, said) in [
        ("start a", JobOutcome::NotFound, "", 5, "Failed to start a.service: Unit a.service not found."),
        ("stop a", JobOutcome::NotFound, "", 5, "Failed to stop a.service: Unit a.service not loaded."),
        ("start a", JobOutcome::Denied, "", 4, "Failed to start a.service: Access denied"),
        ("start a", JobOutcome::Skipped, "no condition", 0, ""),
        ("start a", JobOutcome::Canceled, "", 1, "Job for a.service canceled."),
        (
            "reload a",
            JobOutcome::NotApplicable,
            "",
            3,
            "Failed to reload a.service: Job type reload is not applicable",
        ),
        (
            "reload a",
            JobOutcome::NotApplicable,
            "it is not active",
            1,
            "a.service is not active, cannot reload.",
        ),
        ("start a", JobOutcome::Dependency, "", 1, "A dependency job for a.service failed. See"),
        (
            "start a",
            JobOutcome::Timeout,
            "",
            1,
            "Job for a.service failed because a timeout was exceeded.\nSee",
        ),
        (
            "start a",
            JobOutcome::Failed,
            "it ended with status 1",
            1,
            "Job for a.service failed because it ended with status 1.\n",
        ),
        (
            "kill -s HUP a",
            JobOutcome::NotFound,
            "",
            1,
            "Failed to kill unit a.service: Unit a.service not loaded.",
        ),
        ("-q start a", JobOutcome::NotFound, "", 5, "Failed to start a.service: Unit a.service not found."),
    ] {
        let (got, _, err, _) = ran(line, job("a.service", outcome, message));
        assert_eq!(got, status, "{line}");
        assert!(if said.is_empty() { err.is_empty() } else { err.starts_with(said) }, "{line}: {err}");
    }
}

#[test]
fn kill_names_the_signal_and_whom() {
    let (status, _, _, asked) =
        ran("kill --kill-whom=main -s SIGUSR1 a", job("a.service", JobOutcome::Done, ""));
    assert_eq!(status, 0);
    assert_eq!((asked[0].signal, asked[0].kill_whom.as_deref()), (Some(10), Some("main")));
}

#[test]
fn show_prints_the_properties_that_are_asked_for() {
    let mut service = unit("a.service", "active", "running");
    service.main_pid = 12;
    service.active_enter = 1_795_363_337_000_000;
    service.properties.insert("User".into(), "www".into());
    let reply = states(vec![service, missing("b.service")]);
    let (status, out, ..) = ran("show -p MainPID,ActiveState --property User a b", reply.clone());
    assert_eq!(status, 0);
    assert_eq!(out, "MainPID=12\nUser=www\nActiveState=active\n\nMainPID=0\nActiveState=inactive\n");
    assert_eq!(ran("show -P SubState a", reply.clone()).1, "running\n\ndead\n");
    let all = ran("show a", reply).1;
    let entered = super::time_format::point(1_795_363_337_000_000);
    assert!(all.contains(&format!("ActiveEnterTimestamp={entered}\n")), "{all}");
    assert!(all.contains("LoadState=not-found\n"), "{all}");
    assert_eq!(ran("show --property=SystemState --value", states(Vec::new())).1, "running\n");
}

#[test]
fn status_is_told_at_a_glance() {
    let mut service = unit("httpd.service", "active", "running");
    service.main_pid = 12;
    service.status_text = "Ready".into();
    let process = |pid, parent, command: &str| ProcessStatus { pid, parent, command: command.into() };
    service.processes = vec![
        process(12, 0, "/bin/httpd -k start"),
        process(13, 12, "httpd worker"),
        process(14, 12, "httpd worker"),
    ];
    service.log = vec!["configured".into()];
    let (status, out, ..) = ran("status httpd", states(vec![service]));
    assert_eq!(status, 0);
    let expected = "\
● httpd.service - The httpd.service
     Loaded: loaded (enabled)
     Active: active (running)
   Main PID: 12 (httpd)
     Status: \"Ready\"
  Processes: 3
             └─12 /bin/httpd -k start
               ├─13 httpd worker
               └─14 httpd worker

configured
";
    assert_eq!(out, expected);
}

#[test]
fn status_says_why_a_unit_failed_and_which_is_missing() {
    let mut service = unit("a.service", "failed", "failed");
    service.result = "signal".into();
    (service.exec_main_pid, service.exec_main_code, service.exec_main_status) = (7, 2, 9);
    let (status, out, err, _) = ran("status a b", states(vec![service, missing("b.service")]));
    assert_eq!((status, err.as_str()), (3, "Unit b.service could not be found.\n"));
    assert!(out.starts_with("× a.service"), "{out}");
    assert!(out.contains("Active: failed (Result: signal)\n"), "{out}");
    assert!(out.contains("Main PID: 7 (code=killed, signal=KILL)\n"), "{out}");
    assert_eq!(ran("status a", states(vec![unit("a.service", "inactive", "dead")])).0, 3);
}

#[test]
fn units_are_listed_in_columns() {
    let units = vec![
        unit("b.service", "failed", "failed"),
        unit("a-long.target", "active", "active"),
        unit("c.service", "inactive", "dead"),
    ];
    let (_, out, ..) = ran("list-units", states(units.clone()));
    let expected = "\x20 UNIT          LOAD   ACTIVE SUB    DESCRIPTION
● b.service     loaded failed failed The b.service
  a-long.target loaded active active The a-long.target

Legend: LOAD   → Reflects whether the unit definition was properly loaded.
        ACTIVE → The high-level unit activation state, i.e. generalization of SUB.
        SUB    → The low-level unit activation state, values depend on unit type.

2 loaded units listed. Pass --all to see loaded but inactive units, too.
To show all installed unit files use 'systemctl list-unit-files'.
";
    assert_eq!(out, expected);
    let (_, out, ..) = ran("list-units --all --type=service --plain --no-legend", states(units.clone()));
    let expected =
        "b.service loaded failed   failed The b.service\nc.service loaded inactive dead   The c.service\n";
    assert_eq!(out, expected);
    let (_, out, ..) = ran("--failed --plain --no-legend", states(units));
    assert_eq!(out, "b.service loaded failed failed The b.service\n");
}

/// What systemctl of systemd 257 prints for units with these relations.
#[test]
fn dependencies_are_a_tree_of_targets_unless_all_are_wanted() {
    let with = |name: &str, state: &str, relations: &[(&str, &str)]| {
        let mut unit = unit(name, state, "");
        unit.properties = relations.iter().map(|(name, list)| ((*name).into(), (*list).into())).collect();
        unit
    };
    let units = || {
        states(vec![
            with("a.target", "inactive", &[("Wants", "full.service b.target tpl@y.service")]),
            with(
                "b.target",
                "inactive",
                &[("Requires", "fails.service"), ("Wants", "a.target full.service")],
            ),
            with("fails.service", "failed", &[("RequiredBy", "b.target")]),
            with(
                "full.service",
                "active",
                &[("Requires", "sysinit.target"), ("WantedBy", "a.target b.target")],
            ),
            with("sysinit.target", "active", &[("Before", "full.service")]),
        ])
    };
    let tree = "\
a.target
● ├─full.service
○ ├─tpl@y.service
○ └─b.target
×   ├─fails.service
●   ├─full.service
    └─...
";
    let (status, out, ..) = ran("list-dependencies a.target", units());
    assert_eq!((status, out.as_str()), (0, tree));
    let (_, out, ..) = ran("list-dependencies --plain --all a.target", units());
    let expected =
        "a.target\n  full.service\n  sysinit.target\n  tpl@y.service\n  b.target\n  fails.service\n";
    assert_eq!(out, expected);
    let (_, out, ..) = ran("list-dependencies --type=target a.target", units());
    assert_eq!(out, "a.target\n  b.target\n");
    let (_, out, ..) = ran("list-dependencies --reverse fails", units());
    assert_eq!(out, "fails.service\n○ └─b.target\n");
    let (_, out, ..) = ran("list-dependencies --before sysinit.target none", units());
    assert_eq!(out, "sysinit.target\n● └─full.service\n\nnone.service\n");
}

#[test]
fn a_type_that_does_not_exist_is_a_mistake_and_a_load_state_is_none() {
    let (status, out, err, _) = ran("list-units --type=nope", states(Vec::new()));
    assert_eq!((status, out.as_str()), (1, ""));
    assert_eq!(
        err,
        "Unknown unit type or load state 'nope'.\nUse -t help to see a list of allowed values.\n"
    );
    let units = states(vec![unit("a.service", "active", "running"), missing("b.service")]);
    let (status, out, ..) = ran("list-units --all --plain --no-legend --type=not-found", units);
    assert_eq!((status, out.split(' ').next()), (0, Some("b.service")));
    assert!(ran("list-units -t help", states(Vec::new())).1.starts_with("Available unit types:\nservice\n"));
}

#[test]
fn an_alias_is_enabled_as_an_alias_and_what_is_masked_is_not() {
    let real = UnitStatus { aliases: vec!["other.service".into()], ..unit("a.service", "active", "running") };
    let masked = UnitStatus { load_state: "masked".into(), ..unit("m.service", "inactive", "dead") };
    let (status, out, ..) = ran("is-enabled other", states(vec![real.clone()]));
    assert_eq!((status, out.as_str()), (0, "alias\n"));
    let (status, out, ..) = ran("is-enabled other a", states(vec![real.clone(), real]));
    assert_eq!((status, out.as_str()), (0, "alias\nenabled\n"));
    let (status, out, ..) = ran("is-enabled m", states(vec![masked.clone()]));
    assert_eq!((status, out.as_str()), (1, "masked\n"));
    let (status, out, ..) = ran("status m", states(vec![masked.clone()]));
    let expected = "○ m.service - The m.service\n     Loaded: masked (Reason: Unit m.service is masked.)\n     \
                    Active: inactive (dead)\n";
    assert_eq!((status, out.as_str()), (3, expected));
    let (_, out, ..) = ran("show -p LoadError m", states(vec![masked]));
    assert_eq!(out, "LoadError=org.freedesktop.systemd1.UnitMasked \"Unit m.service is masked.\"\n");
}

#[test]
fn status_shows_lines_as_they_come_into_the_log() {
    let mut noisy = unit("a.service", "active", "running");
    noisy.log = ["<3>broken", "plain", "<7>detail", "<9>no level"].map(str::to_owned).to_vec();
    let (_, out, ..) = ran("status a", states(vec![noisy.clone()]));
    assert!(out.ends_with("\nbroken\nplain\ndetail\n<9>no level\n"), "{out}");
    noisy.properties.insert("LogLevelMax".into(), "6".into());
    assert!(ran("status a", states(vec![noisy.clone()])).1.ends_with("\nbroken\nplain\n<9>no level\n"));
    noisy.properties.insert("SyslogLevelPrefix".into(), "no".into());
    assert!(ran("status a", states(vec![noisy])).1.ends_with("\n<3>broken\nplain\n<7>detail\n<9>no level\n"));
}

#[test]
fn the_environment_is_shown_changed_and_imported() {
    let all = ["LANG=C.UTF-8", "C=d e"].map(str::to_owned).to_vec();
    let reply = Reply { environment: all, ..Reply::default() };
    assert_eq!(ran("show-environment", reply.clone()).1, "LANG=C.UTF-8\nC=$'d e'\n");
    let (status, out, err, asked) = ran("set-environment A=b C=d", reply.clone());
    assert_eq!((status, out.as_str(), err.as_str()), (0, "", ""));
    assert_eq!((asked[0].verb, asked[0].set.join(" ")), (Verb::Environment, "A=b C=d".to_owned()));
    let (_, _, _, asked) = ran("unset-environment A C=d", reply.clone());
    assert_eq!(asked[0].unset, ["A", "C=d"]);
    for (line, why) in [
        ("set-environment A", "Failed to set environment: Invalid environment assignments\n"),
        ("set-environment", "Too few arguments.\n"),
        (
            "unset-environment 1x",
            "Failed to set environment: Invalid environment variable names or assignments\n",
        ),
        ("get-default x", "Too many arguments.\n"),
    ] {
        let (status, _, err, asked) = ran(line, reply.clone());
        assert_eq!((status, err.as_str(), asked.len()), (1, why, 0), "{line}");
    }
    let (status, _, err, _) = ran("import-environment NIX_DOCKER_NOT_SET", reply);
    assert_eq!((status, err.as_str()), (0, "Environment variable $NIX_DOCKER_NOT_SET not set, ignoring.\n"));
}

#[test]
fn timers_are_listed_next_first() {
    let timer = |name: &str, next_elapse| UnitStatus {
        next_elapse,
        last_trigger: 1_000_000,
        triggers: "job.service".into(),
        ..unit(name, "active", "waiting")
    };
    let (_, out, ..) = ran(
        "list-timers --no-legend",
        states(vec![timer("late.timer", 4_102_444_800_000_000), timer("soon.timer", 4_000_000_000_000_000)]),
    );
    let first = out.lines().next().unwrap();
    assert!(first.contains("soon.timer") && first.ends_with("job.service"), "{out}");
    assert!(
        first.contains(&super::time_format::point(1_000_000)) && first.contains(" ago soon.timer"),
        "{out}"
    );
}

#[test]
fn what_changes_nothing_and_what_is_unknown() {
    assert_eq!(ran("daemon-reload", Reply::default()).0, 0);
    let (status, _, err, asked) = ran("enable --now a", job("a.service", JobOutcome::Done, ""));
    assert_eq!((status, asked[0].verb), (0, Verb::Start));
    assert!(err.contains("declared in its configuration"), "{err}");
    let (status, _, err, _) = ran("edit a", Reply::default());
    assert_eq!((status, err.as_str()), (1, "Unknown command verb 'edit'.\n"));
    assert_eq!(ran("start", Reply::default()).2, "Too few arguments.\n");
    let refused = Reply { error: Some("no".into()), ..Reply::default() };
    assert_eq!(
        ran("exit 3", refused),
        (
            1,
            String::new(),
            "no\n".into(),
            vec![{
                let mut request = Request::new(Verb::Exit, Vec::new());
                request.exit_code = Some(3);
                request
            }]
        )
    );
}
