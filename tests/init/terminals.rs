//! Units with a terminal, and with a session of PAM.

use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::AsRawFd;

use nix::pty::openpty;
use serde_json::json;

use crate::container::{Units, lines_of, oneshot};

#[test]
fn a_unit_has_the_terminal_that_it_asks_for_as_its_own() {
    let pty = openpty(None, None).unwrap();
    let name = std::fs::read_link(format!("/proc/self/fd/{}", pty.slave.as_raw_fd())).unwrap();
    let script = "/bin/sh -c 'echo hello; read line; echo got $line; tty; ps -o tty= -o sid= -p $$$$ | sed \"s/ $$$$/ leads/\"; kill -STOP $$$$; echo never; sleep 1000'";
    let container = Units::new()
        .with(
            "a.service",
            json!({"Service": {"StandardInput": "tty-force", "TTYPath": name, "ExecStart": script}}),
        )
        .start();
    let mut terminal = File::from(pty.master);
    let mut text = String::new();
    let mut wait_for = |terminal: &mut File, what: &str| {
        while !text.contains(what) {
            let mut piece = [0; 256];
            let length = terminal.read(&mut piece).unwrap();
            text.push_str(&String::from_utf8_lossy(&piece[..length]));
        }
        text.clone()
    };
    wait_for(&mut terminal, "hello");
    terminal.write_all(b"word\n").unwrap();
    let text = wait_for(&mut terminal, "leads");
    assert!(text.contains("got word") && text.contains(&*name.to_string_lossy()), "{text}");
    assert!(!text.contains("never"), "{text}");
    assert!(!container.log().contains("hello"), "{}", container.log());
    assert_eq!(container.stop().0, 0);
}

#[test]
fn where_there_is_no_terminal_input_is_null_and_output_goes_to_the_log() {
    let script = "/bin/sh -c 'readlink /proc/$$$$/fd/0; echo out; echo err >&2'";
    let terminal = json!({"StandardInput": "tty", "StandardOutput": "tty", "TTYPath": "/dev/no-such"});
    let (code, log) = Units::new().with("a.service", oneshot(terminal, json!(script))).run();
    assert_eq!(code, 0, "{log}");
    let mut lines = lines_of(&log, "a");
    lines.sort_unstable();
    assert_eq!(lines, ["/dev/null", "err", "out"], "{log}");
}

#[test]
fn a_session_of_pam_gives_its_environment_and_its_limits() {
    let prelude = "cp /etc/passwd /run; echo svc:x:432:433::/run/home:/bin/sh >> /run/passwd
        mount --bind /run/passwd /etc/passwd; mkdir /run/pam.d; mount --bind /run/pam.d /etc/pam.d
        echo 'session required pam_env.so conffile=/run/env readenv=0' > /etc/pam.d/work
        echo 'session required pam_limits.so conf=/run/limits' >> /etc/pam.d/work
        echo 'GREETING DEFAULT=\"good day @{PAM_USER}\"' > /run/env
        echo 'svc - nofile 321' > /run/limits";
    let script = "/bin/sh -c 'echo $$GREETING; ulimit -n; echo $$USER $$HOME $$SHELL $$LOGNAME $$XDG_RUNTIME_DIR; stat -c %%a:%%u $$XDG_RUNTIME_DIR'";
    let unit = json!({"PAMName": "work", "User": "svc", "LimitNOFILE": 400, "Environment": "GREETING=hi"});
    let (code, log) = Units::new().prelude(prelude).with("a.service", oneshot(unit, json!(script))).run();
    assert_eq!(code, 0, "{log}");
    let expected = ["good day svc", "321", "svc /run/home /bin/sh svc /run/user/432", "700:432"];
    assert_eq!(lines_of(&log, "a"), expected, "{log}");
}
