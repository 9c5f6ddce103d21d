//! What is read to make an image: that it is what Nix says it is, and that all of it arrives. And what no
//! image tells: where, by whom and from which mirror it was made.

use std::fs::{self, File, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::machine::{Container, Workplace, answer, docker, output, repository};

/// A configuration with a store path of its own, called after the test. `mode` other than "symlink" copies
/// it into the image's root.
fn odd(name: &str, mode: &str, build: &str) -> Workplace {
    Workplace::new().file(
        "configuration.nix",
        &format!(
            "{{ pkgs, ... }}: {{
               environment.etc.odd = {{
                 mode = \"{mode}\";
                 source = pkgs.runCommand \"{}\" {{ }} ''mkdir $out; {build}'';
               }};
               systemd.services.m = {{ wantedBy = [ \"multi-user.target\" ]; script = \"exec sleep infinity\"; }};
             }}",
            own(name)
        ),
    )
}

/// The name of the store path, which no other run has.
fn own(name: &str) -> String {
    format!("e2e-trust-{name}-{}", std::process::id())
}

fn store_path(name: &str) -> PathBuf {
    let paths = fs::read_dir("/nix/store").unwrap().map(|entry| entry.unwrap().path());
    paths.filter(|path| path.to_str().unwrap().ends_with(&own(name))).find(|path| path.is_dir()).unwrap()
}

/// Changes something in a store path, which is read-only.
fn damage(path: &Path, change: impl Fn(&Path)) {
    for path in [path, &path.join("file")] {
        fs::set_permissions(path, Permissions::from_mode(0o755)).unwrap();
    }
    change(path);
    let file = path.join("file");
    if file.exists() {
        // As Nix has it, so that neither mode nor time tells.
        fs::set_permissions(&file, Permissions::from_mode(0o444)).unwrap();
        output(Command::new("touch").args(["-d", "@1"]).arg(&file));
    }
}

/// Runs the command that a message names.
fn follow(message: &str, command: &str) {
    let start = message.find(command).unwrap_or_else(|| panic!("no `{command}` in {message}"));
    let line = message[start..].split('`').next().unwrap();
    output(Command::new("sh").args(["-c", line]));
}

fn id(image: &str) -> Option<String> {
    answer("docker", &["image", "inspect", "--format", "{{.Id}}", image])
}

#[test]
fn a_damaged_store_path_is_named_makes_no_image_and_after_the_repair_a_right_one() {
    let image = "e2e-trust-damaged";
    let workplace = odd("damaged", "symlink", "echo whole > $out/file; echo more > $out/more");
    workplace.run(&["-b", "-t", image]);
    let (path, good) = (store_path("damaged"), id(image));
    let changes: [&dyn Fn(&Path); 5] = [
        &|path| fs::write(path.join("file"), "WHOLE\n").unwrap(),
        &|path| fs::write(path.join("file"), "").unwrap(),
        &|path| fs::write(path.join("file"), "whole\nand more\n").unwrap(),
        &|path| fs::remove_file(path.join("file")).unwrap(),
        &|path| fs::remove_dir_all(path).unwrap(),
    ];
    for change in changes {
        damage(&path, change);
        let said = workplace.fail(&["-b", "-t", image]);
        assert!(said.contains(&format!("the store path {} is damaged: ", path.display())), "{said}");
        assert!(said.contains(&format!("`nix-store --verify-path {}`", path.display())), "{said}");
        assert_eq!(id(image), good);
        follow(&said, "nix-store --repair-path");
        workplace.run(&["-b", "-t", image]);
        assert_eq!(id(image), good);
    }
}

#[test]
fn a_store_path_that_is_damaged_before_it_is_first_read_makes_no_image() {
    let image = "e2e-trust-first";
    let workplace = odd("first", "symlink", "echo whole > $out/file");
    workplace.run(&["-t", image]);
    damage(&store_path("first"), |path| fs::write(path.join("file"), "WHOLE\n").unwrap());
    let said = workplace.fail(&["-b", "-t", image]);
    assert!(
        said.contains(&format!("the store path {} is damaged: ", store_path("first").display())),
        "{said}"
    );
    assert_eq!(id(image), None);
    follow(&said, "nix-store --repair-path");
}

#[test]
fn a_source_that_is_damaged_goes_by_the_command_that_is_named_and_comes_again() {
    let image = "e2e-trust-source";
    let name = own("source");
    let workplace = Workplace::new().file(&format!("{name}/page"), "whole\n").file(
        "configuration.nix",
        &format!("{{ environment.etc.page.source = ./{name}; docker.minimal = true; }}"),
    );
    workplace.run(&["-b", "-t", image]);
    let (path, good) = (store_path("source"), id(image));
    fs::set_permissions(path.join("page"), Permissions::from_mode(0o644)).unwrap();
    fs::write(path.join("page"), "WHOLE\n").unwrap();
    let said = workplace.fail(&["-b", "-t", image]);
    follow(&said, "nix-store --delete");
    workplace.run(&["-b", "-t", image]);
    assert_eq!(id(image), good);
}

#[test]
fn a_package_made_of_a_damaged_store_path_is_not_kept() {
    let image = "e2e-trust-package";
    let workplace = odd("package", "0755", "echo whole > $out/file");
    // The store path is there, and no package has been made of it.
    workplace.run(&["-b", "-t", image]);
    damage(&store_path("package"), |path| fs::write(path.join("file"), "WHOLE\n").unwrap());
    let said = workplace.fail(&["-t", image]);
    assert!(said.contains(" is damaged: "), "{said}");
    assert!(!workplace.path("result").exists());
    follow(&said, "nix-store --repair-path");
    workplace.run(&["-t", image]);
    let container = Container::reserve(image);
    output(Command::new(workplace.path("result/sbin/docker-run")).args(["-d", "--name", image]));
    assert_eq!(docker(&["exec", &container.name, "/bin/sh", "-c", "cat /etc/odd/file"]), "whole");
}

#[test]
fn nothing_is_built_of_a_damaged_store_path() {
    let image = "e2e-trust-input";
    let configuration = |reader: &str| {
        let source =
            format!("pkgs.runCommand \"{}\" {{ }} ''mkdir $out; echo whole > $out/file''", own("input"));
        let text = format!(
            "{{ pkgs, ... }}: {{ environment.etc.odd.source = {}; }}",
            reader.replace("ODD", &source)
        );
        Workplace::new().file("configuration.nix", &text)
    };
    configuration("ODD").run(&["-t", image]);
    damage(&store_path("input"), |path| fs::write(path.join("file"), "WHOLE\n").unwrap());
    let reading = configuration("pkgs.runCommand \"copy\" { } ''cp ${ODD}/file $out''");
    for mode in ["-b", "-f"] {
        let said = reading.fail(&[mode, "-t", image]);
        assert!(
            said.contains(&format!("the store path {} is damaged: ", store_path("input").display())),
            "{said}"
        );
    }
    let said = reading.fail(&["-b", "-t", image]);
    follow(&said, "nix-store --repair-path");
    reading.run(&["-b", "-t", image]);
    let container = Container::run(image, &["--entrypoint", "/bin/sh", image, "-c", "cat /etc/odd"]);
    container.wait_for("text", || container.logs().contains('\n').then_some(()));
    assert_eq!(container.logs(), "whole\n");
}

#[test]
fn a_damaged_archive_of_a_package_is_not_run() {
    let image = "e2e-trust-archive";
    let workplace = odd("archive", "0755", "echo whole > $out/file");
    workplace.run(&["-t", image]);
    let archive = fs::canonicalize(workplace.path("result/image.tar")).unwrap();
    let content = fs::read(&archive).unwrap();
    // In the image's configuration, which no digest guards on the way into the daemon.
    let at = content.windows(8).position(|window| window == b"SIGTERM\"").unwrap();
    let mut changed = content.clone();
    changed[at + 3..at + 7].copy_from_slice(b"KILL");
    fs::write(&archive, &changed).unwrap();
    let run = Command::new(workplace.path("result/sbin/docker-run"))
        .args(["-d", "--name", image])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&run.stderr);
    assert_eq!(run.status.code(), Some(1), "{said}");
    assert!(said.contains("nix-store --verify-path"), "{said}");
    // An image of that name is there now, and is not the right one.
    fs::write(&archive, &content).unwrap();
    let container = Container::reserve(image);
    output(Command::new(workplace.path("result/sbin/docker-run")).args(["-d", "--name", image]));
    let stop_signal = docker(&["inspect", "--format", "{{.Config.StopSignal}}", &container.name]);
    assert_eq!(stop_signal, "SIGTERM");
}

#[test]
fn a_name_that_means_deleted_is_refused_for_a_layer_and_there_in_a_mounted_store() {
    let image = "e2e-trust-whiteout";
    let workplace = odd("whiteout", "symlink", "echo 1 > $out/.wh.name; echo 2 > $out/name2");
    let said = workplace.fail(&["-b", "-t", image]);
    let lost = format!("can't hold {}/.wh.name: ", store_path("whiteout").display());
    assert!(said.contains(&lost), "{said}");
    assert!(!said.contains("sending"), "{said}");
    assert_eq!(id(image), None);
    workplace.run(&["-t", image]);
    let container = Container::reserve(image);
    output(Command::new(workplace.path("result/sbin/docker-run")).args(["-d", "--name", image]));
    assert_eq!(docker(&["exec", &container.name, "/bin/sh", "-c", "cat /etc/odd/.wh.name"]), "1");

    let copied = odd("whiteout", "0755", "echo 1 > $out/.wh.name; echo 2 > $out/name2");
    assert!(copied.fail(&["-t", image]).contains(&lost));

    let program = Workplace::new().file(
        "configuration.nix",
        r#"{ pkgs, ... }: { environment.systemPackages = [ (pkgs.runCommand "hidden" { } "mkdir -p $out/bin; echo > $out/bin/.wh.x") ]; }"#,
    );
    let said = program.fail(&["-b", "-t", image]);
    assert!(said.contains("/bin/.wh.x: "), "{said}");
}

/// What of this machine must be in no image.
fn traces(workplace: &Workplace) -> Vec<String> {
    let variable = |name| std::env::var(name).unwrap_or_default();
    let home = variable("HOME");
    let mirrors = output(Command::new("apt-get").args(["indextargets", "--format", "$(SITE)"]));
    let mut traces: Vec<String> = mirrors
        .lines()
        .filter_map(|site| site.split("://").nth(1))
        .map(|site| site.split('/').next().unwrap_or_default().to_owned())
        .chain([
            format!("{home}/.c"),
            format!("{home}/.rustup"),
            variable("CARGO_HOME"),
            repository("").to_str().unwrap().trim_end_matches('/').to_owned(),
            workplace.path("").to_str().unwrap().trim_end_matches('/').to_owned(),
            "cargo/registry".to_owned(),
            variable("SUDO_USER"),
            variable("USER"),
            fs::read_to_string("/proc/sys/kernel/hostname").unwrap().trim().to_owned(),
        ])
        .collect();
    // "root" is in every image, and so is any word that is short.
    traces.retain(|trace| trace.len() > 5 && trace != "debian" && trace != "localhost");
    traces.sort();
    traces.dedup();
    traces
}

#[test]
fn no_image_tells_where_by_whom_and_from_which_mirror_it_was_made() {
    let sample = repository("samples/apache-config.nix").to_string_lossy().into_owned();
    for arguments in
        [["-b", "-t", "e2e-trust-traces", &sample].as_slice(), &["-t", "e2e-trust-traces", &sample]]
    {
        let workplace = Workplace::new();
        workplace.run(arguments);
        let traces = traces(&workplace);
        assert!(traces.len() > 4, "{traces:?}");
        fs::write(workplace.path("traces"), traces.join("\n")).unwrap();
        // Everything that an image is: its layers, which are not compressed, its configuration and its manifest.
        // Host-mounted, the store belongs to it.
        let everything = "docker save e2e-trust-traces > image";
        let mounted = "tar -cf image $(nix-store -qR result)";
        let gather = if arguments[0] == "-b" { everything } else { mounted };
        output(Command::new("sh").args(["-c", gather]).current_dir(workplace.path("")));
        assert!(File::open(workplace.path("image")).unwrap().metadata().unwrap().len() > 50_000_000);
        let script = "grep -a -o -F -f traces image | sort | uniq -c";
        let found = output(Command::new("sh").args(["-c", script]).current_dir(workplace.path("")));
        assert_eq!(found, "", "of {traces:?}");
    }
}
