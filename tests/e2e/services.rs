//! What every container of services has to stand: its client's questions, an orderly stop, and the death of
//! each main process.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::machine::{Container, docker};

/// Runs the client's side, which finds IMAGE, CONTAINER and ADDRESS in its environment; then stops the
/// container, which must end in order.
pub(crate) fn ask(script: &Path, image: &str, container: &Container) {
    let mut client = Command::new(script);
    client.env("IMAGE", image).env("CONTAINER", &container.name).env("ADDRESS", container.address());
    let run = client.output().unwrap_or_else(|error| panic!("{}: {error}", script.display()));
    let said = String::from_utf8_lossy(&[run.stdout, run.stderr].concat()).into_owned();
    assert!(
        run.status.success(),
        "{}: {}\n{said}\nits log:\n{}",
        script.display(),
        run.status,
        container.logs()
    );
    println!("{} ({image}):\n{said}", script.display());
    let (code, took) = container.stop();
    println!("{}: docker stop took {took:?}", container.name);
    assert_eq!(code, 0, "{}", container.logs());
}

/// Starts a stopped container again, and waits until everything that is wanted has been started.
pub(crate) fn start_again(container: &Container) {
    let reached = || container.logs().matches("multi-user.target is reached").count();
    let before = reached();
    docker(&["start", &container.name]);
    container.wait_for("second start", || (reached() > before).then_some(()));
}

/// The services that have processes.
fn running(container: &Container) -> Vec<String> {
    let list = ["list-units", "--type=service", "--state=running", "--plain", "--no-legend"];
    let listing = docker(&[&["exec", &container.name, "systemctl"], &list[..]].concat());
    listing.lines().filter_map(|line| Some(line.split_whitespace().next()?.to_owned())).collect()
}

/// A property of a unit of the container.
fn show(container: &Container, unit: &str, property: &str) -> String {
    docker(&["exec", &container.name, "systemctl", "show", "-p", property, "--value", unit])
}

/// Kills a unit's main process, and returns its number.
fn kill_main(container: &Container, unit: &str) -> String {
    let main = show(container, unit, "MainPID");
    docker(&["exec", &container.name, "/bin/sh", "-c", &format!("kill -9 {main}")]);
    main
}

/// Kills the main process of every running service that is to be restarted. Each must come back as another
/// one, not before it shall, and nothing of what it was must be left.
pub(crate) fn come_back(container: &Container) {
    for unit in running(container) {
        let show = |property| show(container, &unit, property);
        if !["always", "on-failure", "on-abort", "on-abnormal"].contains(&show("Restart").as_str()) {
            continue;
        }
        let former = processes_beside(container, &show("MainPID"));
        let began = Instant::now();
        let killed = kill_main(container, &unit);
        let back = || {
            let main = show("MainPID");
            (main != killed && main != "0" && show("ActiveState") == "active").then_some(main)
        };
        let main = container.wait_for(&format!("{unit} after its main process was killed"), back);
        let took = began.elapsed();
        println!("{unit}: main process {killed} was killed, {main} came after {took:?}");
        assert!(took >= seconds(&show("RestartUSec")), "{unit} came back after {took:?}");
        if show("KillMode") != "process" {
            let there = processes(container);
            let left: Vec<_> = former.iter().filter(|pid| there.contains_key(pid)).collect();
            assert!(left.is_empty(), "{unit}: {left:?} of {former:?} are left");
        }
    }
}

/// Kills the main process of every running service that is not to be restarted: it has failed for good, and
/// the container ends in order with the code of a process that was killed. Docker may start it again.
pub(crate) fn end_with(container: &Container) {
    for unit in running(container) {
        if show(container, &unit, "Restart") != "no" {
            continue;
        }
        kill_main(container, &unit);
        let ended = || docker(&["inspect", "-f", "{{.State.Running}}", &container.name]) == "false";
        container.wait_for(&format!("end with {unit}"), || ended().then_some(()));
        println!("{unit}: main process was killed, the container ended");
        assert_eq!(container.exit_code(), 137, "{}", container.logs());
        let wanted = format!("{unit} is essential and has failed (signal)");
        assert!(container.logs().contains(&wanted), "{}", container.logs());
        start_again(container);
    }
}

/// A time as `systemctl show` prints it, where it is a whole number of one unit.
fn seconds(text: &str) -> Duration {
    match text.strip_suffix("ms") {
        Some(number) => Duration::from_millis(number.parse().unwrap()),
        None => Duration::from_secs(text.strip_suffix('s').unwrap().parse().unwrap()),
    }
}

/// The container's processes by the numbers that the host has for them, with their parents.
fn processes(container: &Container) -> BTreeMap<u32, u32> {
    let listing = docker(&["top", &container.name, "-eo", "pid,ppid"]);
    let numbers = |line: &str| {
        let (pid, parent) = line.trim().split_once(char::is_whitespace)?;
        Some((pid.parse().ok()?, parent.trim().parse().ok()?))
    };
    listing.lines().filter_map(numbers).collect()
}

/// The processes of the service whose main process has this number in the container: what its parent, which
/// keeps them together, has for descendants.
fn processes_beside(container: &Container, main: &str) -> Vec<u32> {
    let all = processes(container);
    let inner = |pid: &u32| {
        let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
        status
            .lines()
            .find_map(|line| line.strip_prefix("NSpid:")?.split_whitespace().last().map(str::to_owned))
    };
    let main = all.keys().find(|pid| inner(pid).as_deref() == Some(main)).unwrap();
    let keeper = all[main];
    let mut found = vec![keeper];
    let mut next = 0;
    while let Some(parent) = found.get(next).copied() {
        found.extend(all.iter().filter(|(_, of)| **of == parent).map(|(pid, _)| *pid));
        next += 1;
    }
    found
}
