//! `RuntimeDirectory=` and its four siblings: systemd.exec(5).

use nix_docker::testing::protocol::{JobOutcome, Verb};
use serde_json::json;

use crate::container::{Container, Units, daemon, lines_of};

/// The five directories, and a mode for each.
const FIVE: [(&str, &str, &str); 5] = [
    ("Runtime", "/run", "0710"),
    ("State", "/var/lib", "0700"),
    ("Cache", "/var/cache", "0750"),
    ("Logs", "/var/log", "2755"),
    ("Configuration", "/etc", "0711"),
];

/// /etc as it is, but what is written there is not the machine's.
const OWN_ETC: &str = "mkdir /run/up /run/work && mount -t overlay -o lowerdir=/etc,upperdir=/run/up,workdir=/run/work overlay /etc || exit 98";

fn exists(container: &Container, path: &str) -> bool {
    container.path(path).symlink_metadata().is_ok()
}

#[test]
fn each_directory_has_its_mode_its_owner_and_its_variable() {
    let mut service = json!({"Type": "oneshot", "RemainAfterExit": true, "User": "nobody", "UMask": "0077"});
    for (name, _, mode) in FIVE {
        service[format!("{name}Directory")] = json!("one two/three");
        service[format!("{name}DirectoryMode")] = json!(mode);
    }
    let show = FIVE.map(|(name, base, _)| {
        let variable = format!("{}_DIRECTORY", name.to_uppercase());
        format!("/bin/sh -c 'echo $${variable}; stat -c %%U:%%a {base}/one {base}/two {base}/two/three'")
    });
    service["ExecStart"] = json!(show);
    let (code, log) = Units::new().prelude(OWN_ETC).with("a.service", json!({"Service": service})).run();
    assert_eq!(code, 0, "{log}");
    let expected = FIVE.map(|(_, base, mode)| {
        let own = format!("nobody:{}", mode.trim_start_matches('0'));
        [format!("{base}/one:{base}/two/three"), own.clone(), "root:755".to_owned(), own]
    });
    assert_eq!(lines_of(&log, "a"), expected.concat(), "{log}");
}

#[test]
fn without_a_mode_directories_are_0755_and_roots_without_a_user() {
    let names = FIVE.map(|(name, ..)| format!("{name}Directory"));
    let mut service = json!({"Type": "oneshot", "UMask": "0077"});
    for name in &names {
        service[name] = json!("plain");
    }
    service["ExecStart"] = json!(
        "/bin/sh -c 'stat -c %%U:%%a /run/plain /var/lib/plain /var/cache/plain /var/log/plain /etc/plain'"
    );
    let (code, log) = Units::new().prelude(OWN_ETC).with("a.service", json!({"Service": service})).run();
    assert_eq!(code, 0, "{log}");
    assert_eq!(lines_of(&log, "a"), ["root:755"; 5], "{log}");
}

#[test]
fn a_volume_that_belongs_to_another_becomes_the_users_with_all_that_is_in_it() {
    let service = json!({"Type": "oneshot", "User": "nobody", "StateDirectory": "data", "ConfigurationDirectory": "conf",
        "ExecStart": "/bin/sh -c 'stat -c %%U:%%a /var/lib/data /var/lib/data/in/file /etc/conf'"});
    let (code, log) = Units::new()
        .prelude(OWN_ETC)
        .prelude("mkdir -p -m 700 /var/lib/data/in /etc/conf; touch /var/lib/data/in/file; chmod 640 /var/lib/data/in/file")
        .with("a.service", json!({"Service": service}))
        .run();
    assert_eq!(code, 0, "{log}");
    // A configuration that is there is left alone.
    assert_eq!(lines_of(&log, "a"), ["nobody:755", "nobody:640", "root:700"], "{log}");
}

#[test]
fn after_a_colon_comes_the_name_of_a_link() {
    let service = json!({"RuntimeDirectory": "real:other real:deep/link", "StateDirectory": "real:other",
        "ExecStart": daemon("wait"), "ExecStartPost": "/bin/sh -c 'echo $$RUNTIME_DIRECTORY $$STATE_DIRECTORY'"});
    let container = Units::new()
        .with("keep.service", json!({"Service": {"ExecStart": daemon("wait")}}))
        .with("a.service", json!({"Service": service}))
        .start();
    container.wait_for("]: /run/real /var/lib/real\n");
    for (link, target) in [("/run/other", "real"), ("/run/deep/link", "../real"), ("/var/lib/other", "real")]
    {
        let found = std::fs::read_link(container.path(link)).unwrap();
        assert_eq!(found.to_str(), Some(target), "{link}");
    }
    assert_eq!(container.systemctl(Verb::Stop, "a.service"), JobOutcome::Done);
    for gone in ["/run/real", "/run/other", "/run/deep/link"] {
        assert!(!exists(&container, gone), "{gone}");
    }
    assert!(exists(&container, "/var/lib/real") && exists(&container, "/var/lib/other"));
    assert_eq!(container.stop().0, 0);
}

#[test]
fn a_runtime_directory_lasts_as_long_as_its_setting_says() {
    let unit = |name: &str, preserve: Option<&str>| {
        let mut service = json!({"RuntimeDirectory": name, "Restart": "always", "RestartSec": "20ms",
            "ExecStart": daemon("wait"),
            "ExecStartPre": format!("/bin/sh -c 'test -e /run/{name}/mark && echo {name}-kept; touch /run/{name}/mark; echo {name}-up'")});
        if let Some(preserve) = preserve {
            service["RuntimeDirectoryPreserve"] = json!(preserve);
        }
        json!({"Service": service})
    };
    let container = Units::new()
        .with("none.service", unit("none", None))
        .with("no.service", unit("no", Some("no")))
        .with("restart.service", unit("restart", Some("restart")))
        .with("yes.service", unit("yes", Some("yes")))
        // The container ends with its last service.
        .with("last.service", json!({"Service": {"ExecStart": daemon("wait")}}))
        .start();
    for (name, kept, kept_by_stop) in
        [("none", false, false), ("no", false, false), ("restart", true, false), ("yes", true, true)]
    {
        let unit = format!("{name}.service");
        let up = format!("]: {name}-up");
        let count = |text: &str| container.log().matches(text).count();
        // By systemctl restart, then by itself.
        let first = container.wait_for_times(&up, 1).wait_for_state(&unit, "running").main_pid;
        assert_eq!(container.systemctl(Verb::Restart, &unit), JobOutcome::Done);
        let second = container.wait_for_times(&up, 2).wait_for_state(&unit, "running").main_pid;
        assert_ne!(first, second);
        container.exec(&format!("kill -9 {second}"));
        container.wait_for_times(&up, 3).wait_for_state(&unit, "running");
        assert_eq!(count(&format!("]: {name}-kept")), if kept { 2 } else { 0 }, "{}", container.log());
        assert!(exists(&container, &format!("/run/{name}/mark")));
        assert_eq!(container.systemctl(Verb::Stop, &unit), JobOutcome::Done);
        assert_eq!(exists(&container, &format!("/run/{name}")), kept_by_stop, "{name}");
    }
    assert_eq!(container.stop().0, 0);
}

#[test]
fn a_runtime_directory_that_is_kept_for_a_restart_goes_when_there_is_none() {
    let service = json!({"RuntimeDirectory": "a", "RuntimeDirectoryPreserve": "restart", "Restart": "always",
        "RestartSec": "1min", "ExecStart": daemon("exit 3")});
    let container = Units::new()
        .with("a.service", json!({"Service": service}))
        .with("last.service", json!({"Service": {"ExecStart": daemon("wait")}}))
        .start();
    container.wait_for_state("a.service", "auto-restart");
    assert!(exists(&container, "/run/a"));
    assert_eq!(container.systemctl(Verb::Stop, "a.service"), JobOutcome::Done);
    assert!(!exists(&container, "/run/a"));
    assert_eq!(container.stop().0, 0);
}
