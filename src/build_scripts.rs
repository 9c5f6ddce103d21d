//! What an image says to its PID 1 about its build scripts (`docker.buildScripts`).

/// The file that is in an image whose build scripts have run. Without it they run at the first start of a container.
///
/// Its path is that of the stamp of the service that runs them.
pub const BUILD_SCRIPTS_DONE: &str = "/var/lib/systemd/timers/stamp-docker-build-scripts.service";
