//! Every sample is built in both modes, run, and asked by its real client.
//!
//! The client's side of a sample is tests/samples/NAME.sh; it finds IMAGE, CONTAINER and ADDRESS in its
//! environment, waits for the service, and says what it checks.

use std::process::Command;

use crate::machine::{Container, Workplace, docker, output, repository};

/// Builds, runs and asks a sample in both modes.
fn check(name: &str) {
    let configuration = repository(&format!("samples/{name}.nix")).to_string_lossy().into_owned();
    let image = format!("e2e-sample-{name}");
    let workplace = Workplace::new();

    workplace.run(&["-b", "-t", &image, &configuration]);
    let container = Container::run(&image, &[&image]);
    ask(name, &image, &container);
    come_back(&container);
    drop(container);

    workplace.run(&["-t", &image, &configuration]);
    let container = Container::reserve(&format!("{image}-mounted"));
    output(Command::new(workplace.path("result/sbin/docker-run")).args(["-d", "--name", &container.name]));
    let mounted = docker(&["inspect", "-f", "{{.Config.Image}}", &container.name]);
    ask(name, &mounted, &container);
}

/// Starts a stopped container again and kills the main process of every service that is to be restarted;
/// each must come back as another one.
fn come_back(container: &Container) {
    let systemctl =
        |arguments: &[&str]| docker(&[&["exec", &container.name, "systemctl"], arguments].concat());
    let show = |unit: &str, what: &str| systemctl(&["show", "-p", what, "--value", unit]);
    let running =
        || systemctl(&["list-units", "--type=service", "--state=running", "--plain", "--no-legend"]);
    let reached = || container.logs().matches("multi-user.target is reached").count();
    let before = reached();
    docker(&["start", &container.name]);
    container.wait_for("second start", || (reached() > before).then_some(()));
    for line in running().lines() {
        let unit = line.split_whitespace().next().unwrap();
        if !["always", "on-failure", "on-abort", "on-abnormal"].contains(&show(unit, "Restart").as_str()) {
            continue;
        }
        let killed = show(unit, "MainPID");
        docker(&["exec", &container.name, "/bin/sh", "-c", &format!("kill -9 {killed}")]);
        let back = || {
            let main = show(unit, "MainPID");
            (main != killed && main != "0" && show(unit, "ActiveState") == "active").then_some(main)
        };
        let main = container.wait_for(&format!("{unit} after its main process was killed"), back);
        println!("{unit}: main process {killed} was killed, {main} came");
    }
}

/// Runs the client's side, then stops the container, which must end in order.
fn ask(name: &str, image: &str, container: &Container) {
    let script = repository(&format!("tests/samples/{name}.sh"));
    let mut client = Command::new(&script);
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
    println!("{name} ({image}):\n{said}");
    let (code, took) = container.stop();
    println!("{name}: docker stop took {took:?}");
    assert_eq!(code, 0, "{}", container.logs());
}

/// One test for each sample; `every_sample_is_listed` sees to it that none is forgotten.
macro_rules! samples {
    ($($test:ident: $name:literal,)*) => {
        const SAMPLES: &[&str] = &[$($name),*];
        $(#[test] fn $test() { check($name); })*
    };
}

samples! {
    bind: "bind",
    fancy: "fancy",
    mysql: "mysql",
    nginx: "nginx",
    postgresql: "postgresql",
    redis: "redis",
    scheduled: "scheduled",
    ssh: "ssh-config",
    wordpress: "wordpress",
}

#[test]
fn every_sample_is_listed() {
    let mut files: Vec<String> = std::fs::read_dir(repository("samples"))
        .unwrap()
        .filter_map(|entry| entry.unwrap().file_name().to_str()?.strip_suffix(".nix").map(str::to_owned))
        .filter(|name| name != "apache-config")
        .collect();
    files.sort();
    assert_eq!(files, SAMPLES);
}
