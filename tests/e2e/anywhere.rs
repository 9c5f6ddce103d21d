//! Other engines and fewer rights: podman, and what Kubernetes' restricted profile leaves of Docker's.

use std::process::Command;

use crate::blocks::block;
use crate::machine::{Container, Workplace, answer, docker, output, repository};

/// What the README's pod asks for, in Docker's words: no capability, none to be gained, nothing to write to but what
/// is mounted; seccomp's default filter is Docker's default too.
fn restricted_options() -> Vec<String> {
    let pod = block("README.md", "apiVersion: v1");
    let mut options: Vec<String> = Vec::new();
    for (said, meant) in [
        ("readOnlyRootFilesystem: true", &["--read-only"][..]),
        ("capabilities: { drop: [ALL] }", &["--cap-drop", "ALL"]),
        ("allowPrivilegeEscalation: false", &["--security-opt", "no-new-privileges"]),
    ] {
        assert!(pod.contains(said), "the README's pod does not say {said}");
        options.extend(meant.iter().map(|&word| word.to_owned()));
    }
    let mounts = pod.lines().filter_map(|line| line.split_once("mountPath: ")?.1.strip_suffix(" }"));
    options.extend(mounts.flat_map(|path| ["--tmpfs".to_owned(), path.to_owned()]));
    options
}

/// The user of the README's pod, in the group that Kubernetes gives it.
fn user_of_the_pod() -> String {
    let pod = block("README.md", "apiVersion: v1");
    pod.lines().find_map(|line| line.trim().strip_prefix("runAsUser: ")).unwrap().to_owned()
}

/// Builds a sample with further settings.
fn build(image: &str, sample: &str, settings: &str) {
    let sample = repository(&format!("samples/{sample}.nix"));
    let text = format!("{{ imports = [ {} ]; {settings} }}", sample.display());
    Workplace::new().file("configuration.nix", &text).run(&["-b", "-t", image]);
}

/// Runs an image with the restricted profile, asks it, and has all its own tools say that it is well.
fn restricted(image: &str, options: &[&str], uid: &str, ask: impl Fn(&Container)) {
    let fixed = restricted_options();
    let fixed: Vec<&str> = fixed.iter().map(String::as_str).collect();
    let container = Container::run(image, &[&fixed[..], options, &[image]].concat());
    ask(&container);
    let inside = |command: &[&str]| answer("docker", &[&["exec", &container.name], command].concat());
    container.wait_for("health", || inside(&["nix-docker", "healthcheck"]));
    assert_eq!(inside(&["systemctl", "is-system-running"]).as_deref(), Some("running"));
    assert_eq!(inside(&["stat", "-c", "%u", "/proc/1"]).as_deref(), Some(uid));
    let (code, took) = container.stop();
    println!("{image} as {uid}: docker stop took {took:?}");
    assert_eq!(code, 0, "{}", container.logs());
}

#[test]
fn any_user_may_run_it_with_the_restricted_profile() {
    let user = user_of_the_pod();
    let in_group = format!("{user}:0");
    let any = ["--user", in_group.as_str()];
    build(
        "e2e-any-nginx",
        "nginx",
        "docker.foreignUsers = \"run\"; services.nginx.defaultHTTPListenPort = 8080;",
    );
    restricted("e2e-any-nginx", &any, &user, |container| {
        assert!(container.page(&format!("http://{}:8080/", container.address())).contains("<h1>"));
    });
    build("e2e-any-redis", "redis", "docker.foreignUsers = \"run\";");
    restricted("e2e-any-redis", &any, &user, |container| {
        let address = container.address();
        container.wait_for("PONG", || answer("redis-cli", &["-h", &address, "-e", "ping"]));
        assert_eq!(answer("redis-cli", &["-h", &address, "set", "a", "b"]).as_deref(), Some("OK"));
    });
}

#[test]
fn an_image_of_the_services_own_user_runs_with_the_restricted_profile() {
    build("e2e-own-postgresql", "postgresql", "docker.user = \"postgres\";");
    // Kubernetes can only tell from a number that it is not root's.
    assert_eq!(docker(&["inspect", "-f", "{{.Config.User}}", "e2e-own-postgresql"]), "71");
    restricted("e2e-own-postgresql", &[], "71", |container| {
        let address = container.address();
        let query = ["-h", &address, "-U", "shop", "-d", "shop", "-Atc", "SELECT current_user"];
        assert_eq!(container.wait_for("answer", || answer("psql", &query)), "shop");
    });
}

/// A container of podman's, removed when the test is over.
struct Pod(String);

impl Pod {
    /// runc, since crun refuses machines that have both kinds of control groups; limits that every machine
    /// may set.
    fn run(name: &str, options: &[&str], image: &str) -> Self {
        let pod = Self(name.to_owned());
        let _ = Command::new("podman").args(["rm", "-f", "-v", name]).output();
        let fixed = ["--runtime", "runc", "run", "-d", "--ulimit", "nofile=1024:4096", "--ulimit"];
        let options = [&fixed[..], &["nproc=4096:4096", "--name", name], options, &[image]].concat();
        output(Command::new("podman").args(options));
        pod
    }

    fn podman(&self, arguments: &[&str]) -> Option<String> {
        answer("podman", &[arguments, &[&self.0]].concat())
    }

    fn logs(&self) -> String {
        let output = Command::new("podman").args(["logs", &self.0]).output().unwrap();
        String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
    }

    /// Asks the server, has podman check its health, and stops it.
    fn check(self) {
        let address = self.podman(&["inspect", "-f", "{{.NetworkSettings.IPAddress}}"]).unwrap();
        let began = std::time::Instant::now();
        while answer("redis-cli", &["-h", &address, "-e", "ping"]).as_deref() != Some("PONG") {
            assert!(began.elapsed().as_secs() < 60, "no answer; its log:\n{}", self.logs());
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
        assert!(self.podman(&["healthcheck", "run"]).is_some(), "{}", self.logs());
        let began = std::time::Instant::now();
        self.podman(&["stop"]).unwrap();
        println!("{}: podman stop took {:?}", self.0, began.elapsed());
        let log = self.logs();
        assert!(log.contains("told to end: stopping all units"), "{log}");
        assert_eq!(self.podman(&["inspect", "-f", "{{.State.ExitCode}}"]).unwrap(), "0", "{log}");
    }
}

impl Drop for Pod {
    fn drop(&mut self) {
        let _ = Command::new("podman").args(["rm", "-f", "-v", &self.0]).output();
    }
}

#[test]
fn podman_runs_it_as_root_and_as_anybody_read_only_and_as_it_runs_systemd() {
    build("e2e-podman", "redis", "docker.foreignUsers = \"run\";");
    output(Command::new("sh").args(["-c", "docker save e2e-podman | podman load --quiet"]));
    let image = "localhost/e2e-podman";
    Pod::run(
        "e2e-podman",
        &["--read-only", "--tmpfs", "/run", "--tmpfs", "/tmp", "--tmpfs", "/var/lib"],
        image,
    )
    .check();
    // Mounts of its own on /run and /tmp, and systemd's signal for "end".
    Pod::run("e2e-podman", &["--systemd=always", "--stop-signal", "SIGRTMIN+3"], image).check();
    Pod::run("e2e-podman", &["--user", "10001", "--cap-drop", "ALL"], image).check();
    Pod::run("e2e-podman", &["--init"], image).check();
    output(Command::new("podman").args(["rmi", "-f", image]));
}
