//! Where the program keeps what it can make again: `$XDG_CACHE_HOME/nix-docker`.

use std::path::PathBuf;

use anyhow::{Context, Result};

/// The cache directory, made if it is not there.
///
/// `$XDG_CACHE_HOME`, else `~/.cache` (XDG Base Directory Specification); without a home, a directory
/// of this user's below the system's temporary one.
///
/// # Errors
/// When it can't be made.
pub fn directory() -> Result<PathBuf> {
    let absolute = |name| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let directory =
        absolute("XDG_CACHE_HOME").or_else(|| absolute("HOME").map(|home| home.join(".cache"))).map_or_else(
            || std::env::temp_dir().join(format!("nix-docker-{}", ::nix::unistd::getuid())),
            |parent| parent.join("nix-docker"),
        );
    std::fs::create_dir_all(&directory).with_context(|| {
        format!("can't make the cache directory {}: set XDG_CACHE_HOME to one", directory.display())
    })?;
    Ok(directory)
}
