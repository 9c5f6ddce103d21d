use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixListener;

use super::*;
use crate::image::{Assembly, ImageSpec, Plan};
use crate::progress::Progress;

/// The error of connecting to `address`.
fn refused(address: &str) -> String {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let setup = DaemonSetup::new(&std::env::temp_dir().join("unused"), Progress::quiet());
    runtime.block_on(Docker::connect_to(address, setup)).unwrap_err().to_string()
}

#[test]
fn no_socket_means_no_daemon() {
    let message = refused("unix:///nowhere/docker.sock");
    assert!(
        message.starts_with(
            "there is no Docker daemon at unix:///nowhere/docker.sock (no such socket): start it"
        ),
        "{message}"
    );
}

#[test]
fn a_socket_that_nobody_listens_on_means_no_daemon() {
    let directory = tempfile::tempdir().unwrap();
    let socket = directory.path().join("docker.sock");
    drop(UnixListener::bind(&socket).unwrap());
    let message = refused(&format!("unix://{}", socket.display()));
    assert!(message.contains("(nothing listens there)"), "{message}");
}

#[test]
fn an_address_that_is_not_spoken_is_named() {
    for address in ["ssh://host", "https://host:2376", "nonsense"] {
        assert!(refused(address).starts_with(&format!("DOCKER_HOST is {address:?}: ")));
    }
}

#[test]
fn a_socket_without_permission_names_the_group() {
    let directory = tempfile::tempdir().unwrap();
    let socket = directory.path().join("docker.sock");
    let _listener = UnixListener::bind(&socket).unwrap();
    std::fs::set_permissions(&socket, PermissionsExt::from_mode(0o000)).unwrap();
    let error = Error::Permission { socket: socket.clone(), group: "docker".to_owned() };
    assert_eq!(
        error.to_string(),
        format!(
            "no permission to use the Docker daemon's socket {}: run this with sudo, or join the group that \
             owns it (`sudo usermod -aG docker \"$USER\"`, then log in again)",
            socket.display()
        )
    );
    if !nix::unistd::geteuid().is_root() {
        assert_eq!(refused(&format!("unix://{}", socket.display())), error.to_string());
    }
}

#[test]
fn the_address_is_the_one_that_was_said() {
    let said = Some("tcp://host:2375".to_owned());
    assert_eq!(connection::address(said), "tcp://host:2375");
    assert!(connection::address(Some(String::new())).starts_with("unix://"));
}

/// A plan of an image with one file of `size` bytes.
fn plan(directory: &Path, size: usize) -> Plan {
    let bulk = "x".repeat(size);
    let rootfs =
        serde_json::json!({"version": 1, "entries": [{"path": "/bulk", "type": "file", "text": bulk}]});
    std::fs::write(directory.join("rootfs.json"), rootfs.to_string()).unwrap();
    let image = serde_json::json!({
        "version": 1, "name": "fake", "hash": "abcdefgh", "architecture": "amd64", "os": "linux",
        "created": "1970-01-01T00:00:01Z", "config": {}, "maxLayers": 16, "base": null, "buildScripts": [],
        "rootfs": directory.join("rootfs.json"),
    });
    std::fs::write(directory.join("image.json"), image.to_string()).unwrap();
    Plan::metadata(&ImageSpec::read(directory).unwrap()).unwrap()
}

/// Loads an image of `size` bytes into a fake daemon; returns the result, and how long it took.
fn load(daemon: &fake::FakeDaemon, size: usize) -> (Result<Loaded, String>, Duration) {
    let directory = tempfile::tempdir().unwrap();
    load_plan(daemon, &plan(directory.path(), size))
}

fn load_plan(daemon: &fake::FakeDaemon, plan: &Plan) -> (Result<Loaded, String>, Duration) {
    let directory = tempfile::tempdir().unwrap();
    let patience = Patience {
        greeting: Duration::from_secs(2),
        answer: Duration::from_secs(2),
        standstill: Duration::from_secs(2),
        unpacking: Duration::from_secs(2),
        unpacking_megabyte: Duration::ZERO,
        script: Duration::from_secs(2),
        ..Patience::default()
    };
    let setup =
        DaemonSetup { patience, ..DaemonSetup::new(&directory.path().join("cache"), Progress::quiet()) };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let began = std::time::Instant::now();
    let result = runtime.block_on(async {
        let daemon = Docker::connect_to(&daemon.address(), setup).await?;
        daemon.load(plan, &"fake:1".parse().unwrap(), &Progress::quiet()).await
    });
    let took = began.elapsed();
    runtime.shutdown_background();
    // The same form as the program prints.
    (result.map_err(|error| crate::report::error_text(&error.into())), took)
}

/// The message of a failed load of 20 MB, which must end in time and be tried once.
fn failed(behaviour: fake::Load) -> String {
    let daemon = fake::FakeDaemon::start(behaviour);
    let (result, took) = load(&daemon, 20_000_000);
    assert!(took < Duration::from_secs(20), "{took:?}");
    assert_eq!(daemon.count("POST /images/load"), 1, "{result:?}");
    result.unwrap_err()
}

#[test]
fn a_daemon_that_answers_with_an_error_before_the_upload_ends_is_heard() {
    let error = failed(fake::Load::Answers(100_000, "500 Internal Server Error", r#"{"message":"on fire"}"#));
    assert_eq!(error, "the Docker daemon can't load the image: on fire");
}

#[test]
fn an_error_in_an_answer_that_says_ok_is_heard() {
    let full = r#"{"errorDetail":{"message":"write /x: no space left on device"},"error":"write /x: no space left on device"}"#;
    let error = failed(fake::Load::Answers(100_000, "200 OK", full));
    let said = "the Docker daemon can't load the image: write /x: no space left on device: make room where";
    assert!(error.starts_with(said), "{error}");
    assert_eq!(error.matches("no space left").count(), 1, "{error}");
}

#[test]
fn a_daemon_that_says_ok_before_it_has_everything_has_not_loaded_the_image() {
    let error = failed(fake::Load::Answers(100_000, "200 OK", r#"{"stream":"Loaded image ID: sha256:1\n"}"#));
    assert_eq!(error, "the Docker daemon did not load the image: Loaded image ID: sha256:1");
}

#[test]
fn a_daemon_that_hangs_up_is_said_to() {
    for behaviour in [fake::Load::HangsUp(100_000), fake::Load::Dies(100_000)] {
        let error = failed(behaviour);
        let said = "the Docker daemon can't load the image: it broke off the connection";
        assert!(error.starts_with(said), "{error}");
        assert!(!error.contains("hyper"), "{error}");
    }
}

#[test]
fn a_daemon_that_takes_nothing_is_given_up() {
    let error = failed(fake::Load::ReadsNothing);
    let said = "the Docker daemon can't load the image: it has taken nothing of it for ";
    assert!(error.starts_with(said), "{error}");
    assert!(error.contains("docker info"), "{error}");
}

#[test]
fn a_daemon_that_never_answers_is_given_up() {
    let error = failed(fake::Load::NeverAnswers);
    let said = "the Docker daemon can't load the image: it has all of it and has said nothing for ";
    assert!(error.starts_with(said), "{error}");
}

/// Makes the daemon have the image of a plan, and returns its id.
fn has(daemon: &fake::FakeDaemon, plan: &Plan, cache: &Path) -> String {
    let layers = LayerCache::new(cache.to_owned());
    let image = Assembly::new(plan, None, Path::new("/"), &layers, &Progress::quiet()).unwrap();
    let id = image.config_digest().to_string();
    let found = serde_json::json!({"Id": id, "RootFS": {"Type": "layers", "Layers": image.diff_ids()}});
    daemon.answers(&format!("GET /images/{id}/json"), "200 OK", &found.to_string());
    daemon.answers(&format!("POST /images/{id}/tag"), "201 Created", "");
    id
}

#[test]
fn podman_is_not_sent_an_image_that_it_has() {
    let directory = tempfile::tempdir().unwrap();
    let plan = plan(directory.path(), 1000);
    let daemon = fake::FakeDaemon::start(fake::Load::HangsUp(0));
    let version =
        r#"{"Version":"4.3","ApiVersion":"1.41","Components":[{"Name":"Podman Engine","Version":"4.3"}]}"#;
    daemon.answers("GET /version", "200 OK", version);
    has(&daemon, &plan, directory.path());
    let (loaded, _) = load_plan(&daemon, &plan);
    assert_eq!(loaded.unwrap().sent_layers, 0);
    assert_eq!(daemon.count("POST /images/load"), 0);
}

#[test]
fn a_build_script_that_writes_nothing_and_does_not_end_is_ended() {
    let directory = tempfile::tempdir().unwrap();
    let mut plan = plan(directory.path(), 1000);
    let daemon = fake::FakeDaemon::start(fake::Load::HangsUp(0));
    has(&daemon, &plan, directory.path());
    plan.build_scripts = vec!["/script".to_owned()];
    daemon.answers("POST /containers/create", "201 Created", r#"{"Id":"container","Warnings":[]}"#);
    daemon.answers("POST /containers/container/start", "204 No Content", "");
    daemon.answers("GET /containers/container/logs", "", "");
    let (loaded, took) = load_plan(&daemon, &plan);
    let said = "the build script /script has neither ended nor written anything for 2 s: it was ended";
    assert_eq!(loaded.unwrap_err(), said);
    assert!(took < Duration::from_secs(20), "{took:?}");
    assert_eq!(daemon.count("DELETE /containers/container"), 1);
}

#[test]
fn one_that_does_not_answer_at_all_is_no_daemon() {
    let directory = tempfile::tempdir().unwrap();
    let socket = directory.path().join("docker.sock");
    let _listener = UnixListener::bind(&socket).unwrap();
    let address = format!("unix://{}", socket.display());
    let patience = Patience { greeting: Duration::from_secs(1), ..Patience::default() };
    let setup = DaemonSetup { patience, ..DaemonSetup::new(directory.path(), Progress::quiet()) };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let error = runtime.block_on(Docker::connect_to(&address, setup)).unwrap_err().to_string();
    assert!(
        error.starts_with(&format!("there is no Docker daemon at {address} (it does not answer)")),
        "{error}"
    );
}

#[test]
fn what_is_no_daemon_is_said_in_the_users_words() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("tcp://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let answers: [&[u8]; 2] = [
            b"SSH-2.0-OpenSSH_9.2\r\n",
            b"HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n",
        ];
        for answer in answers {
            let (mut client, _) = listener.accept().unwrap();
            std::io::Read::read(&mut client, &mut [0; 4096]).unwrap();
            std::io::Write::write_all(&mut client, answer).unwrap();
        }
    });
    let message = refused(&address);
    assert!(message.contains("(what answers there does not speak HTTP)"), "{message}");
    let message = refused(&address);
    assert!(message.contains("(it speaks TLS, which this program does not"), "{message}");
    // Now nobody listens there.
    let message = refused(&address);
    assert!(message.contains("(nothing listens there)"), "{message}");
    let message = refused("tcp://no-such-host.invalid:2375");
    assert!(message.contains("(there is no host of that name)"), "{message}");
}

#[test]
fn what_a_killed_run_left_is_removed_by_the_next_if_it_has_no_name() {
    let directory = tempfile::tempdir().unwrap();
    let left = record::Record::new(&directory.path().join("loading"), "fake");
    left.note(record::Created::Image("sha256:unnamed".to_owned()));
    left.note(record::Created::Image("sha256:named".to_owned()));
    left.note(record::Created::Container("nix-docker-build-1".to_owned()));
    drop(left);
    let daemon = fake::FakeDaemon::start(fake::Load::ReadsNothing);
    daemon.answers("GET /images/sha256:unnamed/json", "200 OK", r#"{"Id":"sha256:unnamed","RepoTags":[]}"#);
    daemon.answers("GET /images/sha256:named/json", "200 OK", r#"{"Id":"sha256:named","RepoTags":["a:1"]}"#);
    daemon.answers("DELETE /images/sha256:unnamed", "200 OK", "[]");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    for _ in 0..2 {
        let setup = DaemonSetup::new(directory.path(), Progress::quiet());
        runtime.block_on(Docker::connect_to(&daemon.address(), setup)).unwrap();
    }
    assert_eq!(daemon.count("DELETE /images/sha256:unnamed"), 1);
    assert_eq!(daemon.count("DELETE /images/sha256:named"), 0);
    assert_eq!(daemon.count("DELETE /containers/nix-docker-build-1"), 1);
}
