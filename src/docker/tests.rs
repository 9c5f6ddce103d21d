use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixListener;

use super::*;

/// The error of connecting to `address`.
fn refused(address: &str) -> String {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let cache = LayerCache::new(std::env::temp_dir().join("unused"));
    runtime.block_on(Docker::connect_to(address, cache)).unwrap_err().to_string()
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
