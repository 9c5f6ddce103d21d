//! Every sample is built in both modes, run, and asked by its real client.
//!
//! The client's side of a sample is tests/samples/NAME.sh; it finds IMAGE, CONTAINER and ADDRESS in its
//! environment, waits for the service, and says what it checks.

use std::process::Command;

use crate::machine::{Container, Workplace, docker, output, repository};
use crate::services::{ask, come_back, start_again};

/// Builds, runs and asks a sample in both modes.
fn check(name: &str) {
    let configuration = repository(&format!("samples/{name}.nix")).to_string_lossy().into_owned();
    let client = repository(&format!("tests/samples/{name}.sh"));
    let image = format!("e2e-sample-{name}");
    let workplace = Workplace::new();

    workplace.run(&["-b", "-t", &image, &configuration]);
    let container = Container::run(&image, &[&image]);
    ask(&client, &image, &container);
    start_again(&container);
    come_back(&container);
    drop(container);

    workplace.run(&["-t", &image, &configuration]);
    let container = Container::reserve(&format!("{image}-mounted"));
    output(Command::new(workplace.path("result/sbin/docker-run")).args(["-d", "--name", &container.name]));
    let mounted = docker(&["inspect", "-f", "{{.Config.Image}}", &container.name]);
    ask(&client, &mounted, &container);
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
    packaged_unit: "packaged-unit",
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
