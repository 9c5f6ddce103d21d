//! Runs that are interrupted or killed at the worst time: nothing of theirs is left in the daemon, at once or after
//! the next run.
//!
//! A proxy before the daemon says when it has all of an image and begins to unpack. Images are known by a label.
//! Each test has a cache of its own, so that no other test's run removes what this one left.

use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::process::{Child, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tempfile::TempDir;

use crate::machine::{Workplace, docker};

/// The daemon that docker itself speaks to.
const DAEMON: &str = "/var/run/docker.sock";

/// How long an image may take to appear that a daemon was left to unpack.
const UNPACKED: Duration = Duration::from_secs(30);

/// A socket that leads to the daemon, and tells of each image that went through it whole.
struct Proxy {
    directory: TempDir,
    sent: Receiver<()>,
}

impl Proxy {
    fn start() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let listener = UnixListener::bind(directory.path().join("docker.sock")).unwrap();
        let (tell, sent) = channel();
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let daemon = UnixStream::connect(DAEMON).unwrap();
                let (answers, back) = (daemon.try_clone().unwrap(), client.try_clone().unwrap());
                let tell = tell.clone();
                std::thread::spawn(move || forward(&client, &daemon, Some(&tell)));
                std::thread::spawn(move || forward(&answers, &back, None));
            }
        });
        Self { directory, sent }
    }

    fn address(&self) -> String {
        format!("unix://{}", self.directory.path().join("docker.sock").display())
    }
}

/// Copies until either side is gone, and tells when the end of a body in chunks has passed.
fn forward(mut from: &UnixStream, mut to: &UnixStream, tell: Option<&Sender<()>>) {
    let mut buffer = vec![0; 256 << 10];
    let mut last = Vec::new();
    while let Ok(length) = from.read(&mut buffer) {
        if length == 0 || to.write_all(&buffer[..length]).is_err() {
            break;
        }
        last.extend_from_slice(&buffer[..length]);
        last.drain(..last.len().saturating_sub(7));
        if last == b"\r\n0\r\n\r\n" {
            // A test that is over does not listen.
            let _ = tell.map(|tell| tell.send(()));
        }
    }
    let _ = (from.shutdown(std::net::Shutdown::Both), to.shutdown(std::net::Shutdown::Both));
}

/// A place with a cache and a temporary directory of its own, and a configuration.
fn workplace(label: &str, more: &str) -> Workplace {
    let workplace = Workplace::new().file("configuration.nix", &configuration(label, more));
    for directory in ["tmp", "cache"] {
        std::fs::create_dir(workplace.path(directory)).unwrap();
    }
    workplace
}

/// A configuration whose image has this label, with something else.
fn configuration(label: &str, more: &str) -> String {
    format!(
        "{{ pkgs, ... }}: {{
          docker.labels.\"org.nix-docker.test\" = \"{label}\";
          systemd.services.calm = {{
            wantedBy = [ \"multi-user.target\" ];
            serviceConfig.ExecStart = \"${{pkgs.coreutils}}/bin/sleep infinity\";
          }};
          {more}
        }}"
    )
}

/// Starts a run; its standard error is a pipe.
fn start(workplace: &Workplace, address: &str, name: &str) -> Child {
    let mut command = workplace.command(&["-b", "-t", name]);
    command.env("DOCKER_HOST", address).env("TMPDIR", workplace.path("tmp"));
    command.env("XDG_CACHE_HOME", workplace.path("cache"));
    command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
}

fn send(child: &Child, signal: Signal) {
    kill(Pid::from_raw(child.id().try_into().unwrap()), signal).unwrap();
}

/// The images with a label, of whatever name.
fn images(label: &str) -> String {
    docker(&["images", "-q", "--filter", &format!("label=org.nix-docker.test={label}")])
}

/// Waits until `found` is as wanted, and returns whether it came to that.
fn comes_true(mut found: impl FnMut() -> bool) -> bool {
    let began = std::time::Instant::now();
    while began.elapsed() < UNPACKED {
        if found() {
            return true;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    false
}

/// Lets a run go on until the daemon has all of its image, and sends it a signal then.
fn signalled_while_unpacking(workplace: &Workplace, name: &str, signal: Signal) -> ExitStatus {
    let proxy = Proxy::start();
    let mut child = start(workplace, &proxy.address(), name);
    proxy.sent.recv_timeout(Duration::from_mins(4)).unwrap();
    send(&child, signal);
    child.wait().unwrap()
}

#[test]
fn an_interrupted_run_takes_back_the_image_that_the_daemon_unpacks() {
    let label = format!("interrupted-{}", std::process::id());
    let workplace = workplace(&label, "");
    let status = signalled_while_unpacking(&workplace, "e2e-interrupted", Signal::SIGINT);
    assert_eq!(status.code(), Some(130));
    std::thread::sleep(Duration::from_secs(3));
    assert_eq!(images(&label), "");
    assert_eq!(std::fs::read_dir(workplace.path("tmp")).unwrap().count(), 0);
}

#[test]
fn the_run_after_a_killed_one_removes_what_that_left() {
    let label = format!("killed-{}", std::process::id());
    let killed = workplace(&label, "");
    let status = signalled_while_unpacking(&killed, "e2e-killed", Signal::SIGKILL);
    assert_eq!(status.code(), None);
    assert!(comes_true(|| !images(&label).is_empty()), "the daemon has not unpacked what it had");
    assert_eq!(std::fs::read_dir(killed.path("tmp")).unwrap().count(), 1);

    // Another configuration, so that the image is not simply taken and named.
    let next = killed.file("configuration.nix", &configuration(&format!("{label}-next"), ""));
    let mut child = start(&next, &format!("unix://{DAEMON}"), "e2e-after-killed");
    assert!(child.wait().unwrap().success());
    assert_eq!(images(&label), "");
    assert_eq!(std::fs::read_dir(next.path("tmp")).unwrap().count(), 0);
    docker(&["rmi", "e2e-after-killed"]);
}

#[test]
fn a_run_interrupted_in_a_build_script_leaves_neither_container_nor_image() {
    let scripts = "docker.buildScripts.slow = ''
        echo the script has begun
        exec ${pkgs.coreutils}/bin/sleep 100
      '';";
    let containers =
        |label: &str| docker(&["ps", "-aq", "--filter", &format!("label=org.nix-docker.test={label}")]);
    let mut workplace = workplace("", "");
    for signal in [Signal::SIGTERM, Signal::SIGKILL] {
        let label = format!("script-{signal}-{}", std::process::id());
        workplace = workplace.file("configuration.nix", &configuration(&label, scripts));
        let mut child = start(&workplace, &format!("unix://{DAEMON}"), "e2e-script");
        let lines = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
        let mut said = Vec::new();
        let begun =
            lines.inspect(|line| said.push(line.clone())).any(|line| line.contains("script has begun"));
        assert!(begun, "{}", said.join("\n"));
        send(&child, signal);
        child.wait().unwrap();
        if signal == Signal::SIGKILL {
            assert_ne!(containers(&label), "");
            let next = configuration(&format!("{label}-next"), "");
            workplace = workplace.file("configuration.nix", &next);
            assert!(
                start(&workplace, &format!("unix://{DAEMON}"), "e2e-after-script").wait().unwrap().success()
            );
            docker(&["rmi", "e2e-after-script"]);
        }
        assert_eq!(containers(&label), "", "{signal}");
        assert_eq!(images(&label), "", "{signal}");
    }
}
