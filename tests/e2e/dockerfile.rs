//! The init by itself, in an image that a Dockerfile makes: the example of docs/init.md.

use std::fs;

use crate::blocks::block;
use crate::machine::{Container, Workplace, docker, program};

#[test]
fn the_init_runs_unit_files_in_an_image_that_a_dockerfile_makes() {
    let base = "e2e-dockerfile-base";
    Workplace::new().file("configuration.nix", "{ }").run(&["-b", "-t", base, "configuration.nix"]);
    let said =
        |text: &str| format!("[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/bin/echo {text}\n");
    let web = block("docs/init.md", "# units/web.service")
        .replace("/usr/bin/web --port 80", "/bin/sleep infinity")
        .replace("Type=notify", "Type=exec")
        .replace("User=www-data", "User=nobody");
    let context = Workplace::new()
        .file("Dockerfile", &block("docs/init.md", "ARG BASE=debian:12"))
        .file("units/database.service", &said("database of %n"))
        .file("units/web.service", &web);
    fs::copy(program(), context.path("nix-docker")).unwrap();
    let image = "e2e-dockerfile";
    let directory = context.directory.path().to_string_lossy().into_owned();
    docker(&["build", "-q", "-t", image, "--build-arg", &format!("BASE={base}"), &directory]);

    let container = Container::run(image, &["--health-interval", "1s", image]);
    let inside = |command: &[&str]| docker(&[&["exec", &container.name], command].concat());
    container.wait_for("web.service", || {
        let reached = container.logs().contains("multi-user.target is reached");
        reached.then(|| inside(&["systemctl", "is-active", "web", "database"]))
    });
    assert!(container.logs().contains("database of database.service"), "{}", container.logs());
    assert_eq!(inside(&["stat", "-c", "%U", "/var/lib/web"]), "nobody");
    assert_eq!(inside(&["nix-docker", "check-units", "/etc/units"]), "");
    container.wait_for("health", || {
        let health = docker(&["inspect", "-f", "{{.State.Health.Status}}", &container.name]);
        (health == "healthy").then_some(())
    });

    inside(&["systemctl", "kill", "-s", "SIGKILL", "web"]);
    container.wait_for("restart of web.service", || {
        let restarts = inside(&["systemctl", "show", "-p", "NRestarts", "--value", "web"]);
        (restarts == "1" && container.logs().contains("main process was killed by SIGKILL")).then_some(())
    });
    let (code, _) = container.stop();
    assert_eq!(code, 0, "{}", container.logs());
}
