//! Where the daemon is, and a first word with it.

use std::io::ErrorKind;
use std::os::unix::fs::MetadataExt;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::time::Duration;

use bollard::API_DEFAULT_VERSION;

use super::Error;
use crate::init::users::Users;

/// The daemon's socket where nothing else is said.
const SOCKET: &str = "/var/run/docker.sock";

/// How long the first answer may take.
const FIRST_ANSWER: Duration = Duration::from_secs(20);

/// The daemon's address: `DOCKER_HOST` if it is set, else the system's socket, else the user's own
/// if only that is there.
pub(super) fn address(docker_host: Option<String>) -> String {
    if let Some(host) = docker_host.filter(|host| !host.is_empty()) {
        return host;
    }
    let own = std::env::var_os("XDG_RUNTIME_DIR").map(|runtime| PathBuf::from(runtime).join("docker.sock"));
    match own {
        Some(own) if own.exists() && !Path::new(SOCKET).exists() => format!("unix://{}", own.display()),
        _ => format!("unix://{SOCKET}"),
    }
}

/// Connects and agrees on a version of the API.
pub(super) async fn open(address: &str) -> Result<bollard::Docker, Error> {
    let unsupported = || Error::Address { address: address.to_owned() };
    let seconds = FIRST_ANSWER.as_secs();
    let api = if let Some(socket) = address.strip_prefix("unix://") {
        check_socket(Path::new(socket))?;
        bollard::Docker::connect_with_unix(address, seconds, API_DEFAULT_VERSION)
    } else if address.starts_with("tcp://") || address.starts_with("http://") {
        if std::env::var_os("DOCKER_TLS_VERIFY").is_some_and(|value| !value.is_empty()) {
            return Err(unsupported());
        }
        bollard::Docker::connect_with_http(address, seconds, API_DEFAULT_VERSION)
    } else {
        return Err(unsupported());
    };
    let no_daemon = |error: bollard::errors::Error| Error::NoDaemon {
        address: address.to_owned(),
        reason: super::message(&error),
    };
    api.map_err(no_daemon)?.negotiate_version().await.map_err(no_daemon)
}

/// Whether `socket` can be connected to, which bollard's own error does not tell apart.
fn check_socket(socket: &Path) -> Result<(), Error> {
    let Err(error) = UnixStream::connect(socket) else { return Ok(()) };
    match error.kind() {
        ErrorKind::PermissionDenied => {
            Err(Error::Permission { socket: socket.to_owned(), group: group_of(socket) })
        }
        kind => {
            let reason = match kind {
                ErrorKind::NotFound => "no such socket".to_owned(),
                ErrorKind::ConnectionRefused => "nothing listens there".to_owned(),
                _ => error.to_string(),
            };
            Err(Error::NoDaemon { address: format!("unix://{}", socket.display()), reason })
        }
    }
}

/// The name of the group that owns `path`; `docker` when that can't be told.
fn group_of(path: &Path) -> String {
    let gid = path.metadata().ok().map(|metadata| metadata.gid()).filter(|gid| *gid != 0);
    let group = gid.and_then(|gid| Users::new(Path::new("/")).group(&gid.to_string()).ok());
    // What nobody has named has its number for a name.
    let name = group.map(|group| group.name).filter(|name| name.parse::<u32>().is_err());
    name.unwrap_or_else(|| "docker".to_owned())
}
