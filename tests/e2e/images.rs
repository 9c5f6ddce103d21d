//! What is in images: the closure, the root and the init, no secrets, and ids that stay.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::Command;

use crate::machine::{Workplace, docker, output, repository};

/// Builds a sample's image, and returns its name.
fn image(sample: &str) -> String {
    let name = format!("e2e-look-{sample}");
    let configuration = repository(&format!("samples/{sample}.nix")).to_string_lossy().into_owned();
    Workplace::new().run(&["-b", "-t", &name, &configuration]);
    name
}

/// Runs one of the checks in tests/samples on images.
fn check(script: &str, images: &[String]) {
    let said = output(Command::new(repository("tests/samples").join(script)).args(images));
    println!("{script}: {said}");
}

#[test]
fn no_key_or_password_is_in_any_image() {
    let samples = fs::read_dir(repository("samples")).unwrap();
    let names = samples
        .filter_map(|entry| Some(entry.unwrap().file_name().to_str()?.strip_suffix(".nix")?.to_owned()));
    let images: Vec<String> = names.map(|name| image(&name)).collect();
    assert!(images.len() > 5, "{images:?}");
    check("no-secrets.sh", &images);
}

#[test]
fn user_ids_stay_when_another_service_is_added() {
    check("user-ids.sh", &["fancy", "mysql", "redis", "ssh-config"].map(image));
}

#[test]
fn an_image_has_the_closure_the_root_and_nothing_else() {
    let name = "e2e-look-apache";
    let configuration = repository("samples/apache-config.nix").to_string_lossy().into_owned();
    let workplace = Workplace::new();
    workplace.run(&["-b", "-t", name, &configuration]);
    workplace.run(&["-t", name, &configuration]);

    let spec = fs::read_link(workplace.path("result/spec")).unwrap();
    let rootfs = fs::canonicalize(spec.join("rootfs.json")).unwrap();
    let closure = output(Command::new("nix-store").arg("-qR").arg(&spec));
    let wanted: BTreeSet<&str> = closure
        .lines()
        .filter(|path| ![&spec, &rootfs].iter().any(|left_out| *path == left_out.as_os_str()))
        .collect();

    let container = docker(&["create", name]);
    let listing = output(Command::new("sh").arg("-c").arg(format!("docker export {container} | tar -tv")));
    docker(&["rm", &container]);
    let (mut sizes, mut outside) = (BTreeMap::new(), BTreeSet::new());
    for line in listing.lines() {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let path = format!("/{}", fields[5].trim_end_matches('/'));
        let mut parts = path.splitn(5, '/').skip(1);
        match (parts.next(), parts.next(), parts.next()) {
            (Some("nix"), Some("store"), Some(store_path)) => {
                *sizes.entry(format!("/nix/store/{store_path}")).or_insert(0u64) +=
                    fields[2].parse::<u64>().unwrap();
            }
            (Some(top), ..) => drop(outside.insert(top.to_owned())),
            _ => {}
        }
    }
    assert_eq!(sizes.keys().map(String::as_str).collect::<BTreeSet<_>>(), wanted);
    // `.dockerenv` and `dev`, `proc`, `sys` entries are Docker's.
    let root = [
        ".dockerenv",
        "bin",
        "dev",
        "etc",
        "home",
        "lib",
        "lib64",
        "nix",
        "proc",
        "root",
        "run",
        "sbin",
        "sys",
        "tmp",
        "usr",
        "var",
    ];
    assert!(outside.iter().all(|top| root.contains(&top.as_str())), "{outside:?}");

    let mut largest: Vec<_> = sizes.iter().map(|(path, size)| (size, path)).collect();
    largest.sort();
    println!("{name}: {} bytes in {} store paths; the largest:", sizes.values().sum::<u64>(), sizes.len());
    for (size, path) in largest.iter().rev().take(10) {
        println!("{size:>12} {path}");
    }
}
