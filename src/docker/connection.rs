//! Finds the daemon, and opens a connection to it.

use std::io::ErrorKind;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use bollard::API_DEFAULT_VERSION;
use tokio::net::UnixStream;

use super::{ApiError, Error, api_errors};
use crate::trust;
use crate::users::Users;

/// The daemon's socket if nothing else is given.
const SOCKET: &str = "/var/run/docker.sock";

/// The longest that a request as a whole may take, whatever the daemon says meanwhile. Each wait of a request
/// has a limit of its own ([`super::Patience`]).
const WHOLE_REQUEST: Duration = Duration::from_hours(7 * 24);

/// The time between two tries to connect to a socket with a full queue.
const AGAIN: Duration = Duration::from_millis(100);

/// The daemon's address: `DOCKER_HOST` if it is set, else the system's socket, else the user's own
/// if only that is there.
pub(super) fn address(docker_host: Option<String>) -> String {
    if let Some(host) = docker_host.filter(|host| !host.is_empty()) {
        return host;
    }
    let runtime = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from);
    let own = runtime.filter(|_| !Path::new(SOCKET).exists()).and_then(|runtime| own_socket(&runtime));
    own.map_or_else(|| format!("unix://{SOCKET}"), |own| format!("unix://{}", own.display()))
}

/// The socket of this user's daemon, in a directory where nobody else can have put it.
fn own_socket(runtime: &Path) -> Option<PathBuf> {
    let socket = trust::directory(runtime).ok()?.join("docker.sock");
    socket.exists().then_some(socket)
}

/// Connects and agrees on a version of the API, within `greeting`.
pub(super) async fn open(address: &str, greeting: Duration) -> Result<bollard::Docker, Error> {
    let unsupported = || Error::Address { address: address.to_owned() };
    let seconds = WHOLE_REQUEST.as_secs();
    let api = if let Some(socket) = address.strip_prefix("unix://") {
        check_socket(Path::new(socket), greeting).await?;
        bollard::Docker::connect_with_unix(address, seconds, API_DEFAULT_VERSION)
    } else if address.starts_with("tcp://") || address.starts_with("http://") {
        if std::env::var_os("DOCKER_TLS_VERIFY").is_some_and(|value| !value.is_empty()) {
            return Err(unsupported());
        }
        bollard::Docker::connect_with_http(address, seconds, API_DEFAULT_VERSION)
    } else {
        return Err(unsupported());
    };
    let no_daemon = |error: ApiError| Error::NoDaemon {
        address: address.to_owned(),
        reason: api_errors::message(&error),
    };
    let negotiated = tokio::time::timeout(greeting, api.map_err(no_daemon)?.negotiate_version()).await;
    negotiated.unwrap_or(Err(ApiError::RequestTimeoutError)).map_err(no_daemon)
}

/// The address of the daemon that there is, and its version.
///
/// # Errors
/// As [`super::Docker::connect`].
pub(crate) async fn found(greeting: Duration) -> Result<(String, String), Error> {
    let address = address(std::env::var("DOCKER_HOST").ok());
    let api = open(&address, greeting).await?;
    let answer = tokio::time::timeout(greeting, api.version()).await;
    let version = answer.unwrap_or(Err(ApiError::RequestTimeoutError));
    let version = version
        .map_err(|error| Error::NoDaemon { address: address.clone(), reason: api_errors::message(&error) })?;
    Ok((address, version.version.unwrap_or_default()))
}

/// Checks that `socket` can be connected to: bollard's own error does not tell why it can't.
async fn check_socket(socket: &Path, greeting: Duration) -> Result<(), Error> {
    let began = Instant::now();
    let error = loop {
        match UnixStream::connect(socket).await {
            Ok(_) => return Ok(()),
            Err(error) if error.kind() == ErrorKind::WouldBlock && began.elapsed() < greeting => {
                tokio::time::sleep(AGAIN).await;
            }
            Err(error) => break error,
        }
    };
    if error.kind() == ErrorKind::PermissionDenied {
        return Err(Error::Permission { socket: socket.to_owned(), group: group_of(socket) });
    }
    let address = format!("unix://{}", socket.display());
    Err(Error::NoDaemon { address, reason: api_errors::of_system(&error) })
}

/// The name of the group that owns `path`; `docker` when that can't be told.
fn group_of(path: &Path) -> String {
    let gid = path.metadata().ok().map(|metadata| metadata.gid()).filter(|gid| *gid != 0);
    let group = gid.and_then(|gid| Users::new(Path::new("/")).group(&gid.to_string()).ok());
    // A group without a name has its number as its name.
    let name = group.map(|group| group.name).filter(|name| name.parse::<u32>().is_err());
    name.unwrap_or_else(|| "docker".to_owned())
}

#[cfg(test)]
mod tests {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_socket_that_others_could_have_put_there_is_not_this_users() {
        let runtime = tempfile::tempdir().unwrap();
        assert_eq!(own_socket(runtime.path()), None);
        fs::write(runtime.path().join("docker.sock"), "").unwrap();
        let socket = fs::canonicalize(runtime.path()).unwrap().join("docker.sock");
        assert_eq!(own_socket(runtime.path()), Some(socket));
        fs::set_permissions(runtime.path(), Permissions::from_mode(0o1777)).unwrap();
        assert_eq!(own_socket(runtime.path()), None);
    }
}
