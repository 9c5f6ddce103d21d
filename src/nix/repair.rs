//! How to repair or remove a store path that is not what Nix's database says, or that was made from such a path.

use std::ffi::OsStr;
use std::path::Path;

use nix::unistd::geteuid;

use super::settings::has_daemon;
use super::{Error, Nix, failure, message};
use crate::process::{Program, quoted};
use crate::store_path::StorePath;

impl Nix {
    /// What to do about a store path that is not what the database says, as one sentence.
    ///
    /// It has the settings with which the path was built here: without them Nix would remove the path, and then
    /// fail to build it anew.
    pub(crate) fn remedy(&self, path: &StorePath) -> String {
        let settings = self.settings().iter().fold(String::new(), |text, (name, value)| {
            format!("{text}--option {name} {} ", quoted(OsStr::new(value)))
        });
        let look = format!("`nix-store --verify-path {path}` shows it");
        // A daemon lets only users whom it trusts repair the store.
        let as_root = if has_daemon() && !geteuid().is_root() { "sudo " } else { "" };
        let repair = format!("`{as_root}nix-store --repair-path {settings}{path}`");
        let deriver = Program::new("nix-store").args(["--query", "--deriver", path.as_str()]).text();
        if deriver.is_ok_and(|deriver| Path::new(&deriver).exists()) {
            return format!("{look}, {repair} mends it");
        }
        format!(
            "{look}; where no binary cache has it, so that {repair} fails, remove it with all that refers to it, \
             `nix-store --delete --option keep-derivations false \
             $(nix-store --query --referrers-closure {path})`, and build again"
        )
    }

    /// Removes a store path that nothing needs.
    ///
    /// # Errors
    /// [`Error::Failed`] with Nix's message when something does.
    pub(crate) fn delete(path: &str) -> Result<(), Error> {
        let deleted = Program::new("nix-store").args(["--delete", path]).output();
        deleted.map(|_| ()).map_err(|error| failure(error, message::error))
    }
}
