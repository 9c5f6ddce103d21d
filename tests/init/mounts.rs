//! What units' processes see of the file system, where the container has the right to mount: systemd.exec(5).

use nix_docker::testing::protocol::{JobOutcome, Verb};
use serde_json::{Value, json};

use crate::container::{Container, Units, daemon, in_order, lines_of, oneshot};

/// A line of shell as a command line.
fn shell(script: &str) -> String {
    format!("/bin/sh -c '{}'", script.replace('$', "$$").replace('%', "%%"))
}

fn keep() -> Value {
    json!({"Service": {"ExecStart": daemon("wait")}})
}

/// What a oneshot service says that has these settings and runs this script, after a prelude.
fn said(prelude: &str, settings: Value, script: &str) -> Vec<String> {
    let (code, log) =
        Units::new().prelude(prelude).with("a.service", oneshot(settings, json!([shell(script)]))).run();
    assert_eq!(code, 0, "{log}");
    lines_of(&log, "a").into_iter().map(str::to_owned).collect()
}

const FILES: &str =
    "mkdir -p /var/lib/one/in /var/lib/two; echo 1 > /var/lib/one/file; echo 2 > /var/lib/two/file";

#[test]
fn binds_appear_where_they_are_told_and_only_there() {
    let settings = json!({"BindPaths": "/var/lib/one:/var/lib/new/one -/no/such:/var/lib/none /var/lib/one/file:/var/lib/two/file",
        "BindReadOnlyPaths": "/var/lib/one:/var/lib/ro"});
    let script = "cat /var/lib/new/one/file /var/lib/two/file; echo x > /var/lib/new/one/x && ls /var/lib/ro; \
                  echo y 2> /dev/null > /var/lib/ro/y || echo closed; ls -d /var/lib/none 2> /dev/null || echo none";
    assert_eq!(said(FILES, settings, script), ["1", "1", "file", "in", "x", "closed", "none"]);
    let container = Units::new()
        .prelude(FILES)
        .with("a.service", json!({"Service": {"BindPaths": "/var/lib/one:/var/lib/two", "ExecStart": daemon("say up wait")}}))
        .start();
    container.wait_for("up");
    assert_eq!(container.exec("cat /var/lib/two/file"), "2\n");
    assert_eq!(container.stop().0, 0);
}

#[test]
fn paths_are_closed_hidden_and_open_again() {
    let settings = json!({"ReadOnlyPaths": "/var/lib", "ReadWritePaths": "/var/lib/one/in", "InaccessiblePaths": "/var/lib/two /var/lib/one/file -/no/such",
        "TemporaryFileSystem": "/var/cache:ro /var/log", "NoExecPaths": "/run/no"});
    let script = "touch /var/lib/x 2> /dev/null || echo closed; touch /var/lib/one/in/x && echo open; ls /var/lib/two; \
                  cat /var/lib/one/file; ls /var/cache /var/log; touch /var/log/x && echo new; \
                  touch /var/cache/x 2> /dev/null || echo closed; /run/no/true 2> /dev/null || echo never";
    let prelude = format!("{FILES}; touch /var/cache/old /var/log/old; mkdir /run/no; cp /bin/true /run/no");
    let expected = ["closed", "open", "/var/cache:", "", "/var/log:", "new", "closed", "never"];
    assert_eq!(said(&prelude, settings, script), expected);
}

#[test]
fn a_strict_system_is_read_only_but_for_the_units_own_directories() {
    let settings = json!({"ProtectSystem": "strict", "ProtectHome": true, "StateDirectory": "mine/deep", "RuntimeDirectory": "mine",
        "LogsDirectory": "mine", "ReadWritePaths": "/var/lib/one", "User": "nobody"});
    let script = "cd /var/lib; touch /run/mine/x /var/log/mine/x mine/deep/x one/x && echo open; \
                  touch mine/x 2> /dev/null || echo closed; touch /dev/shm/$$ && rm /dev/shm/$$ && echo shm; \
                  ls /root 2> /dev/null || echo hidden; grep -c . /proc/self/status > /dev/null && echo proc";
    let prelude = format!("{FILES}; chmod 777 /var/lib/one; mkdir /var/lib/mine; chmod 777 /var/lib/mine");
    assert_eq!(said(&prelude, settings, script), ["open", "closed", "shm", "hidden", "proc"]);
}

#[test]
fn the_commands_of_a_unit_and_units_that_join_it_share_a_private_tmp() {
    let show = |name: &str| shell(&format!("cat /tmp/note 2> /dev/null || echo {name}-nothing"));
    let service = json!({"Service": {"PrivateTmp": true, "ExecStartPre": shell("echo ours > /tmp/note; echo o > /var/tmp/o"),
        "ExecStart": "/bin/sleep 1000", "ExecReload": show("reload"), "ExecStopPost": show("post")}});
    let joined = json!({"Unit": {"JoinsNamespaceOf": "a.service", "After": "a.service"},
        "Service": {"Type": "oneshot", "PrivateTmp": true, "ExecStart": show("joined")}});
    let alone = json!({"Unit": {"After": "a.service"},
        "Service": {"Type": "oneshot", "PrivateTmp": true, "ExecStart": show("alone")}});
    let container = Units::new()
        .with("a.service", service)
        .with("joined.service", joined)
        .with("alone.service", alone)
        .with("keep.service", keep())
        .start();
    container.wait_for("joined[").wait_for("]: alone-nothing");
    assert_eq!(lines_of(&container.log(), "joined"), ["ours"]);
    container.wait_for_state("a.service", "running");
    assert_eq!(container.systemctl(Verb::Reload, "a.service"), JobOutcome::Done);
    let own = "ls -d /tmp/nix-docker-a.service-* /var/tmp/nix-docker-a.service-* | wc -l";
    assert_eq!(container.exec(own), "2\n");
    assert_eq!(container.exec("ls /tmp/note 2> /dev/null"), "");
    assert_eq!(container.systemctl(Verb::Stop, "a.service"), JobOutcome::Done);
    assert_eq!(lines_of(&container.log(), "a"), ["ours", "ours"], "{}", container.log());
    assert_eq!(container.exec(&own.replace("| wc", "2> /dev/null | wc")), "0\n");
    assert_eq!(container.stop().0, 0);
}

#[test]
fn a_root_of_its_own_has_what_is_bound_into_it_and_the_unit_is_heard_from_there() {
    let service = json!({"Type": "notify", "RuntimeDirectory": "jail", "RootDirectory": "/run/jail", "StateDirectory": "kept",
        "BindReadOnlyPaths": format!("/tmp/nix-docker-tests {}", "/var/lib/one:/srv/shown"), "User": "nobody",
        "SetCredential": "secret:word", "InaccessiblePaths": "-+/run/jail", "WorkingDirectory": "/srv/shown",
        "ExecStart": daemon("touch /var/lib/kept/file notify READY=1 say up wait")});
    let container = Units::new().prelude(FILES).with("a.service", json!({"Service": service})).start();
    container.wait_for("up").wait_for_state("a.service", "running");
    let pid = container.status("a.service").main_pid;
    let inside = |script: &str| container.exec(&format!("cd /proc/{pid}/root && {script}"));
    assert_eq!(inside("ls"), "dev\netc\nproc\nroot\nrun\nsrv\nsys\ntmp\nvar\n");
    assert_eq!(
        inside("cat srv/shown/file; ls etc 2> /dev/null; cat run/credentials/a.service/secret"),
        "1\nword"
    );
    assert!(container.path("/var/lib/kept/file").exists());
    assert_eq!(container.stop().0, 0);
}

#[test]
fn a_root_for_the_main_process_only_is_not_that_of_the_others() {
    let service = json!({"RuntimeDirectory": "jail", "RootDirectory": "/run/jail", "RootDirectoryStartOnly": true,
        "BindReadOnlyPaths": "/tmp/nix-docker-tests", "ExecStartPre": ["/bin/echo before", "+/bin/echo as root"],
        "ExecStart": daemon("say main wait")});
    let container = Units::new().with("a.service", json!({"Service": service})).start();
    container.wait_for("main");
    assert_eq!(lines_of(&container.log(), "a"), ["before", "as root", "main"]);
    assert_eq!(container.stop().0, 0);
}

#[test]
fn a_command_with_full_rights_has_the_units_root_and_binds_but_not_its_protection() {
    let service = json!({"RuntimeDirectory": "jail", "RootDirectory": "/run/jail", "ProtectSystem": "strict", "User": "nobody",
        "BindReadOnlyPaths": "/tmp/nix-docker-tests", "ExecStartPre": format!("+{}", daemon("touch /made say before")),
        "ExecStart": daemon("say main wait")});
    let container = Units::new().with("a.service", json!({"Service": service})).start();
    container.wait_for("main");
    assert_eq!(lines_of(&container.log(), "a"), ["before", "main"]);
    assert!(container.path("/run/jail/made").exists());
    assert_eq!(container.stop().0, 0);
}

#[test]
fn the_machines_devices_and_the_kernels_settings_are_closed() {
    let settings = json!({"PrivateDevices": true, "ProtectKernelTunables": true, "ProtectKernelModules": true,
        "ProtectKernelLogs": true, "ProtectControlGroups": true});
    let script = "ls /dev | grep -e null -e made -e pts -e shm -e urandom; touch /dev/new 2> /dev/null || echo closed; echo x > /dev/null && echo null; \
                  touch /dev/shm/$$ && rm /dev/shm/$$ && echo shm; echo y | cat /dev/stdin; test -S /dev/log && echo log; \
                  cat /proc/kcore 2> /dev/null | head -c 1; echo 1 2> /dev/null > /proc/sys/kernel/domainname || echo closed; \
                  grep CapBnd /proc/self/status";
    // A /dev of its own: the machine's is not touched.
    let prelude = "mount -t tmpfs tmpfs /mnt && cp -a /dev/null /dev/zero /dev/urandom /dev/tty /dev/fd /dev/stdin /mnt/ \
                   && mkdir -m 1777 /mnt/shm /mnt/pts && touch /mnt/made && mount --bind /mnt /dev || exit 98";
    let lines = said(prelude, settings, script);
    let (bounding, lines) = lines.split_last().unwrap();
    assert_eq!(lines, ["null", "pts", "shm", "urandom", "closed", "null", "shm", "y", "log", "closed"]);
    let bounding = u64::from_str_radix(bounding.split_whitespace().nth(1).unwrap(), 16).unwrap();
    // CAP_SYS_MODULE, CAP_SYS_RAWIO, CAP_MKNOD, CAP_SYSLOG; CAP_SYS_ADMIN is left.
    assert_eq!(bounding & (1 << 16 | 1 << 17 | 1 << 27 | 1 << 34), 0, "{bounding:x}");
    assert_ne!(bounding & (1 << 21), 0);
}

#[test]
fn a_dynamic_user_can_write_only_where_it_is_meant_to() {
    let settings = json!({"DynamicUser": true, "User": "nobody", "StateDirectory": "mine"});
    let script = "touch /var/lib/mine/x /tmp/x && echo open; touch /var/lib/one/x 2> /dev/null || echo closed; ls /tmp";
    let prelude = format!("{FILES}; chmod 777 /var/lib/one");
    assert_eq!(said(&prelude, settings, script), ["open", "closed", "x"]);
}

#[test]
fn a_unit_does_not_run_without_what_it_binds() {
    let run = |settings: Value| {
        let (_, log) = Units::new().with("a.service", oneshot(settings, json!(["/bin/echo it runs"]))).run();
        assert!(!log.contains("it runs"), "{log}");
        log
    };
    let log = run(json!({"BindPaths": "/no/such:/var/lib/x"}));
    in_order(&log, &["a.service: can't mount something at /var/lib/x: no such file or directory", "226"]);
    in_order(&run(json!({"ReadOnlyPaths": "/no/such"})), &["226"]);
    in_order(&run(json!({"RootDirectory": "/no/such"})), &["226"]);
}

#[test]
fn a_bind_is_not_led_elsewhere_by_a_users_link() {
    let prelude = "mkdir -p /run/secret/sub /var/lib/theirs && chmod 700 /run/secret && echo hidden > /run/secret/sub/file \
                   && ln -s /run/secret/sub /var/lib/theirs/link && chown -h nobody /var/lib/theirs /var/lib/theirs/link";
    let settings = json!({"User": "nobody", "BindPaths": "/var/lib/theirs/link:/var/lib/theirs/here"});
    let (_, log) = Units::new()
        .prelude(prelude)
        .with("a.service", oneshot(settings, json!([shell("cat /var/lib/theirs/here/file")])))
        .run();
    assert!(!log.contains("]: hidden"), "{log}");
    in_order(&log, &["a user's file on the way leads to somebody else's"]);
}

#[test]
fn a_path_with_links_in_it_is_mounted_where_they_lead() {
    let settings =
        json!({"BindPaths": "/var/lib/one:/var/lib/link/sub", "TemporaryFileSystem": "/var/cache"});
    let prelude = format!("{FILES}; ln -s ../cache /var/lib/link");
    assert_eq!(said(&prelude, settings, "cat /var/cache/sub/file; ls /var/lib/link"), ["1", "sub"]);
}

#[test]
fn a_unit_that_needs_mounts_is_not_loaded_where_the_container_lacks_the_right_it_was_to_have() {
    let service =
        json!({"Service": {"Type": "oneshot", "BindPaths": "/srv:/usr", "ExecStart": "/bin/echo it runs"}});
    let container: Container = Units::new()
        .setting("capabilities", json!(["SYS_ADMIN"]))
        .with("a.service", service)
        .with("keep.service", keep())
        .start_with("setpriv --bounding-set=-sys_admin");
    container.wait_for_state("keep.service", "running");
    let (_, log) = container.stop();
    assert!(!log.contains("it runs"), "{log}");
    in_order(
        &log,
        &["a.service is not loaded: BindPaths: /srv can't be shown at /usr", "--cap-add SYS_ADMIN"],
    );
}
