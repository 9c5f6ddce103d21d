//! `docker run IMAGE COMMAND`: the command runs beside the units, in an image and with the host's store.

use std::io::{Read, Write};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use crate::machine::{Container, Workplace, docker, output};

const IMAGE: &str = "e2e-command";

const UNITS: &str = r#"{ pkgs, ... }: {
  environment.systemPackages = [ pkgs.procps ];
  systemd.services.web = {
    wantedBy = [ "multi-user.target" ];
    script = "echo web is up; trap 'echo web ends; exit 0' TERM; while :; do sleep 0.1; echo tick; done";
  };
}"#;

/// Builds the image once for each test; what is there is not sent again.
fn built() -> Workplace {
    let workplace = Workplace::new().file("configuration.nix", UNITS);
    workplace.run(&["-b", "-t", IMAGE, "configuration.nix"]);
    workplace
}

fn run(arguments: &[&str]) -> (Option<i32>, String, String) {
    let Output { status, stdout, stderr } =
        Command::new("docker").args(["run", "--rm"]).args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    (status.code(), text(stdout), text(stderr))
}

#[test]
fn a_command_has_stdout_for_itself_and_the_container_its_status() {
    let _workplace = built();
    let (code, stdout, stderr) = run(&[IMAGE, "sh", "-c", "echo hi; exit 3"]);
    assert_eq!((code, stdout.as_str()), (Some(3), "hi\n"), "{stderr}");
    assert!(stderr.contains("web is up") && stderr.contains("web ends"), "{stderr}");

    let (_, stdout, stderr) =
        run(&["-e", "GREETING=hello", "-w", "/var", IMAGE, "sh", "-c", "echo $GREETING; pwd"]);
    assert_eq!(stdout, "hello\n/var\n", "{stderr}");
    assert_eq!(run(&[IMAGE, "systemctl", "is-system-running"]).1, "running\n");
    let (code, _, stderr) = run(&[IMAGE, "no-such-command"]);
    assert_eq!(code, Some(127), "{stderr}");
    assert!(stderr.contains("can't execute no-such-command: it is not on PATH"), "{stderr}");
    assert_eq!(
        run(&["--entrypoint", "sh", IMAGE, "-c", "echo alone"]),
        (Some(0), "alone\n".into(), String::new())
    );
}

#[test]
fn the_image_of_a_spec_that_nix_built_alone_is_loaded_and_runs() {
    let workplace = Workplace::new().file("configuration.nix", UNITS);
    workplace.run(&["-t", "e2e-of-a-spec", "configuration.nix"]);
    workplace.run(&["load-image", "result/spec", "e2e-of-a-spec:loaded"]);
    let (code, stdout, stderr) = run(&["e2e-of-a-spec:loaded", "sh", "-c", "echo hi; exit 3"]);
    assert_eq!((code, stdout.as_str()), (Some(3), "hi\n"), "{stderr}");
    docker(&["rmi", "-f", "e2e-of-a-spec:loaded"]);
}

#[test]
fn docker_stop_ends_the_command_and_then_the_services() {
    let _workplace = built();
    let script = "trap 'echo bye; exit 5' TERM; echo ready; while :; do sleep 0.1; done";
    let container = Container::run(IMAGE, &[IMAGE, "sh", "-c", script]);
    container.wait_for("start", || container.logs().contains("ready").then_some(()));
    let (code, took) = container.stop();
    assert_eq!(code, 5, "{}", container.logs());
    assert!(took < Duration::from_secs(9), "{took:?}");
    assert!(container.logs().contains("web ends"), "{}", container.logs());
}

/// Types lines at a terminal once the shell asks for one, each a second after the one before, and returns what the
/// terminal has shown.
fn at_terminal(command: &str, lines: &[&[u8]]) -> (Option<i32>, String) {
    let mut terminal = Command::new("script")
        .args(["-qefc", command, "/dev/null"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut keyboard = terminal.stdin.take().unwrap();
    let mut screen = terminal.stdout.take().unwrap();
    let (shows, shown) = std::sync::mpsc::channel();
    let reader = std::thread::spawn(move || {
        let mut part = [0; 4096];
        while let Ok(length @ 1..) = screen.read(&mut part) {
            let _ = shows.send(part[..length].to_vec());
        }
    });
    let mut all = Vec::new();
    while !String::from_utf8_lossy(&all).contains("# ") {
        all.extend(shown.recv_timeout(Duration::from_mins(1)).expect("a prompt within a minute"));
    }
    for line in lines {
        keyboard.write_all(line).unwrap();
        std::thread::sleep(Duration::from_secs(1));
    }
    let status = terminal.wait().unwrap();
    reader.join().unwrap();
    all.extend(shown.try_iter().flatten());
    (status.code(), String::from_utf8_lossy(&all).into_owned())
}

#[test]
fn a_shell_at_a_terminal_has_job_control_and_no_log_between_its_lines() {
    let workplace = built();
    let lines: [&[u8]; 6] = [
        b"stty rows 33 columns 97; stty size; ps -o sid=,tpgid= -p $$ | sed s/^/of-/\r",
        b"sleep 100\r",
        b"\x03",
        b"echo interrupted $?\r",
        b"sleep 100 & jobs; kill %1; systemctl is-active web\r",
        b"exit 7\r",
    ];
    let mounted = workplace.path("result/sbin/docker-run");
    workplace.run(&["-t", IMAGE, "configuration.nix"]);
    let commands =
        [format!("docker run -it --rm {IMAGE} bash"), format!("{} --rm -- bash", mounted.display())];
    for command in commands {
        let (code, shown) = at_terminal(&command, &lines);
        assert_eq!(code, Some(7), "{shown}");
        for wanted in ["33 97", "interrupted 130", "Running", "\nactive"] {
            assert!(shown.contains(wanted), "{command}: no {wanted}:\n{shown}");
        }
        assert!(!shown.contains("no job control"), "{command}:\n{shown}");
        // Its session is its own, and it is in the foreground.
        let own =
            shown.lines().find_map(|line| line.strip_prefix("of-")).unwrap_or_else(|| panic!("{shown}"));
        assert!(own.split_whitespace().all(|number| number.parse::<i32>().unwrap() > 1), "{own}");
        let session = shown.split_once("33 97").unwrap().1.split_once("exit 7").unwrap().0;
        assert!(!session.contains("tick"), "{command}:\n{shown}");
    }
}

#[test]
fn docker_run_of_a_package_takes_a_command_after_two_dashes() {
    let workplace = built();
    workplace.run(&["-t", IMAGE, "configuration.nix"]);
    let mut mounted = Command::new(workplace.path("result/sbin/docker-run"));
    assert_eq!(
        output(mounted.args(["--rm", "-e", "GREETING=hello", "--", "sh", "-c", "echo $GREETING"])),
        "hello\n"
    );
}
