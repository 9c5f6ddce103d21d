//! What units have in the place of mounts where the container has no right to make them.

use nix_docker::testing::protocol::{JobOutcome, Request, Verb};
use serde_json::json;

use crate::container::{Container, Units, daemon, in_order, lines_of};

/// Without the right to mount, as Docker's containers are.
const PLAIN: &str = "setpriv --bounding-set=-sys_admin";

fn exists(container: &Container, path: &str) -> bool {
    container.path(path).symlink_metadata().is_ok()
}

fn keep() -> serde_json::Value {
    json!({"Service": {"ExecStart": daemon("wait")}})
}

#[test]
fn units_that_work_in_a_private_tmp_have_what_they_bind_there_side_by_side() {
    // As NixOS writes certificates' units: two at a time, each with another directory as `out`.
    let certificate = |name: &str| {
        let script = format!(
            "set -e; echo {name} > scratch; sleep 0.3; cp scratch out/cert; chown -R nobody out; cat out/cert; \
             test $TMPDIR = $PWD; ls"
        );
        json!({"Service": {"Type": "oneshot", "User": "nobody", "PrivateTmp": true, "WorkingDirectory": "/tmp",
            "StateDirectory": format!("certs/{name} certs/shared"),
            "BindPaths": [format!("/var/lib/certs/{name}:/tmp/out"), "/var/lib/certs/shared:/tmp/ca"],
            "ExecStartPre": "/bin/sh -c 'echo made before > note'",
            "ExecStart": format!("/bin/sh -c '{}'", script.replace('$', "$$"))}})
    };
    let container = Units::new()
        .with("a.service", certificate("a"))
        .with("b.service", certificate("b"))
        .with("keep.service", keep())
        .start_with(PLAIN);
    container.wait_for("a[").wait_for_state("a.service", "inactive");
    container.wait_for("b[").wait_for_state("b.service", "inactive");
    for name in ["a", "b"] {
        assert_eq!(
            lines_of(&container.log(), name),
            [name, "ca", "note", "out", "scratch"],
            "{}",
            container.log()
        );
        let made = std::fs::read_to_string(container.path(&format!("/var/lib/certs/{name}/cert"))).unwrap();
        assert_eq!(made, format!("{name}\n"));
    }
    assert!(!exists(&container, "/tmp/out"));
    assert_eq!(container.exec("ls -d /tmp/nix-docker-[ab].service-* 2> /dev/null"), "");
    assert_eq!(container.stop().0, 0);
}

#[test]
fn a_path_that_is_bound_to_where_nothing_is_is_a_link_as_long_as_a_unit_that_has_it_is_up() {
    let unit = |name: &str| {
        json!({"Service": {"BindReadOnlyPaths": "/etc/hostname:/var/lib/shown/name -/no/such:/var/lib/shown/nothing",
            "ExecStart": daemon("wait"), "ExecStartPost": format!("/bin/sh -c 'cat /var/lib/shown/name; echo {name}-up'")}})
    };
    let container = Units::new()
        .with("keep.service", keep())
        .with("a.service", unit("a"))
        .with("b.service", unit("b"))
        .start_with(PLAIN);
    container.wait_for("a-up").wait_for("b-up");
    let link = "/var/lib/shown/name";
    assert_eq!(std::fs::read_link(container.path(link)).unwrap().to_str(), Some("/etc/hostname"));
    assert!(!exists(&container, "/var/lib/shown/nothing"));
    assert_eq!(container.systemctl(Verb::Stop, "a.service"), JobOutcome::Done);
    assert!(exists(&container, link), "b has it still");
    assert_eq!(container.systemctl(Verb::Stop, "b.service"), JobOutcome::Done);
    assert!(!exists(&container, link));
    assert_eq!(container.stop().0, 0);
}

#[test]
fn a_unit_does_not_run_where_something_else_is_or_what_it_binds_is_not_there() {
    let unit = |bind: &str| json!({"Service": {"Type": "oneshot", "BindPaths": bind, "ExecStart": "/bin/echo it runs"}});
    let (code, log) = Units::new()
        .prelude("mkdir -p /var/lib/full/x /var/lib/empty /var/lib/old; ln -s /nix/store/gone /var/lib/stale")
        .with("full.service", unit("/etc:/var/lib/full"))
        .with("missing.service", unit("/no/such:/var/lib/missing"))
        .with("empty.service", unit("/etc:/var/lib/empty"))
        .with("stale.service", unit("/etc:/var/lib/stale"))
        .with("same.service", unit("/var/lib/old:/var/lib/full/../old"))
        .with("itself.service", unit("/no/such"))
        .start_with(PLAIN)
        .finish();
    assert_eq!(code, 0, "{log}");
    let full = "full.service: can't show /etc at /var/lib/full: something else is there";
    in_order(&log, &[full]);
    in_order(
        &log,
        &["missing.service: /no/such is to be shown at /var/lib/missing: no such file or directory"],
    );
    for name in ["full", "missing"] {
        assert_eq!(lines_of(&log, name), [""; 0], "{log}");
    }
    for name in ["empty", "stale", "itself"] {
        assert_eq!(lines_of(&log, name), ["it runs"], "{log}");
    }
}

#[test]
fn units_that_want_different_things_at_one_place_are_not_loaded() {
    let unit = |bind: &str| json!({"Service": {"Type": "oneshot", "BindPaths": bind, "ExecStart": "/bin/echo it runs"}});
    let (code, log) = Units::new()
        .with("a.service", unit("/etc:/var/lib/x"))
        .with("b.service", unit("/usr:/var/lib/x"))
        .with("c.service", unit("/srv:/usr"))
        .start_with(PLAIN)
        .finish();
    assert_eq!(code, 0, "{log}");
    assert!(!log.contains("it runs"), "{log}");
    in_order(
        &log,
        &["a.service is not loaded: BindPaths: /etc is to be at /var/lib/x, where b.service wants"],
    );
    in_order(&log, &["c.service is not loaded: BindPaths: /srv can't be shown at /usr without a mount"]);
}

#[test]
fn a_root_of_its_own_that_only_hides_files_is_the_containers() {
    let service = json!({"Type": "oneshot", "RuntimeDirectory": "jail", "RootDirectory": "/run/jail",
        "BindReadOnlyPaths": "/nix/store /etc /etc/hostname:/var/lib/conf/name", "MountAPIVFS": true,
        "TemporaryFileSystem": "/var/lib/scratch",
        "ExecStart": "/bin/sh -c 'cat /var/lib/conf/name; touch /var/lib/scratch/x && echo written'"});
    let container = Units::new()
        .with("keep.service", keep())
        .with("a.service", json!({"Service": service}))
        .start_with(PLAIN);
    container.wait_for("written");
    assert_eq!(container.stop().0, 0);
}

#[test]
fn a_link_stays_for_whom_needs_it_when_one_that_could_do_without_it_ends() {
    let unit = |bind: &str| json!({"Service": {"BindPaths": bind, "ExecStart": daemon("wait")}});
    let container = Units::new()
        .prelude("mkdir -p /var/lib/one")
        .with("a.service", unit("-/var/lib/one:/var/lib/shown"))
        .with("b.service", unit("/var/lib/one:/var/lib/shown"))
        .start_with(PLAIN);
    container.wait_for_state("a.service", "running");
    container.wait_for_state("b.service", "running");
    assert_eq!(container.systemctl(Verb::Stop, "a.service"), JobOutcome::Done);
    assert!(exists(&container, "/var/lib/shown"));
    assert_eq!(container.systemctl(Verb::Stop, "b.service"), JobOutcome::Done);
    assert!(!exists(&container, "/var/lib/shown"));
    assert_eq!(container.stop().0, 0);
}

#[test]
fn links_go_with_a_unit_however_it_ends_and_come_back_with_it() {
    let link = "/var/lib/shown/in/one";
    let with = |settings: serde_json::Value| {
        let mut service = json!({"BindPaths": format!("/var/lib/one:{link} /var/lib/two:{link}/two")});
        service.as_object_mut().unwrap().extend(settings.as_object().unwrap().clone());
        json!({"Service": service})
    };
    let look = format!("/bin/sh -c 'cat {link}/file {link}/two/file'");
    let container = Units::new()
        .prelude("mkdir -p /var/lib/one /var/lib/two; echo 1 > /var/lib/one/file; echo 2 > /var/lib/two/file")
        .with("keep.service", keep())
        .unwanted("pre.service", with(json!({"Type": "oneshot", "ExecStartPre": "/bin/false", "ExecStart": look})))
        .unwanted("missing.service", with(json!({"Type": "oneshot", "ExecStart": "/no/such"})))
        .unwanted("post.service", with(json!({"Type": "oneshot", "ExecStart": look, "ExecStopPost": look})))
        .unwanted(
            "killed.service",
            with(json!({"ExecStart": daemon("wait"), "ExecStartPost": look, "Restart": "on-failure", "RestartSec": "100ms"})),
        )
        .start_with(PLAIN);
    container.wait_for_state("keep.service", "running");
    for (unit, outcome) in [
        ("pre.service", JobOutcome::Failed),
        ("missing.service", JobOutcome::Failed),
        ("post.service", JobOutcome::Done),
    ] {
        assert_eq!(container.systemctl(Verb::Start, unit), outcome, "{unit}: {}", container.log());
        assert!(!exists(&container, link), "{unit}");
        assert_eq!(
            container.exec("ls /var/lib/one /var/lib/two"),
            "/var/lib/one:\nfile\n\n/var/lib/two:\nfile\n"
        );
    }
    assert_eq!(lines_of(&container.log(), "post"), ["1", "2", "1", "2"]);
    assert_eq!(container.systemctl(Verb::Start, "killed.service"), JobOutcome::Done);
    container.exec(&format!("kill -KILL {}", container.status("killed.service").main_pid));
    container.wait_for_times("killed[", 4);
    container.wait_for_state("killed.service", "running");
    assert!(exists(&container, link));
    assert_eq!(container.systemctl(Verb::Restart, "killed.service"), JobOutcome::Done);
    assert!(exists(&container, link));
    assert_eq!(container.systemctl(Verb::Stop, "killed.service"), JobOutcome::Done);
    assert!(!exists(&container, link));
    assert_eq!(container.stop().0, 0);
}

#[test]
fn an_instance_that_wants_something_else_where_another_has_its_link_is_refused_aloud() {
    let template =
        json!({"Service": {"BindPaths": "/var/lib/%i:/var/lib/shown", "ExecStart": daemon("wait")}});
    let container = Units::new()
        .prelude("mkdir -p /var/lib/one /var/lib/two")
        .with("keep.service", keep())
        .unwanted("show@.service", template)
        .start_with(PLAIN);
    container.wait_for_state("keep.service", "running");
    assert_eq!(container.systemctl(Verb::Start, "show@one.service"), JobOutcome::Done);
    let reply = container.ask(&Request::new(Verb::Start, vec!["show@two.service".to_owned()]));
    assert_eq!(reply.jobs[0].result, JobOutcome::NotLoaded);
    assert!(reply.jobs[0].message.contains("/var/lib/two is to be at /var/lib/shown"), "{reply:?}");
    container.wait_for("show@two.service is not loaded: show@two.service: BindPaths");
    assert_eq!(container.status("show@one.service").active_state, "active");
    assert_eq!(container.systemctl(Verb::Stop, "show@one.service"), JobOutcome::Done);
    assert!(!exists(&container, "/var/lib/shown"));
    assert_eq!(container.stop().0, 0);
}
